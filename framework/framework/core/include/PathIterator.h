// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Path.h>

#include <utility>
#include <vector>

namespace Belle2 {
  /** Walks over the modules of a path and of the paths in it. */
  class PathIterator {
  public:
    explicit PathIterator(const PathPtr& path) { enter(path.get()); }

    bool isDone() const { return m_stack.empty(); }
    const ModulePtr& get() const { return m_stack.back().first->module; }

    void next()
    {
      ++m_stack.back().first;
      settle();
    }

    /** Leave the whole path, go on with another one from its start. */
    void jump(const PathPtr& path)
    {
      m_stack.clear();
      enter(path.get());
    }

    /** Visit another path before the module behind the current one. */
    void call(const PathPtr& path)
    {
      ++m_stack.back().first;
      enter(path.get());
    }

    /** Go back to the start of the path given; keeps the memory. */
    void restart(const Path* path)
    {
      m_stack.clear();
      enter(path);
    }

  private:
    using Position = const Path::Element*;

    void enter(const Path* path)
    {
      const auto& elements = path->getElements();
      m_stack.emplace_back(elements.data(), elements.data() + elements.size());
      settle();
    }

    /** Climb out of finished paths and into nested ones, to the next module. */
    void settle()
    {
      while (!m_stack.empty()) {
        auto& [position, end] = m_stack.back();
        if (position == end) {
          m_stack.pop_back();
        } else if (position->path) {
          const Path* nested = (position++)->path.get();
          const auto& elements = nested->getElements();
          m_stack.emplace_back(elements.data(), elements.data() + elements.size());
        } else {
          return;
        }
      }
    }

    std::vector<std::pair<Position, Position>> m_stack;
  };
}
