// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ModuleManager.h>
#include <framework/core/PathElement.h>

#include <memory>
#include <string>
#include <vector>

namespace Belle2 {
  class Path;
  using PathPtr = std::shared_ptr<Path>;

  /** Modules and other paths in the order in which they are run. */
  class Path final : public PathElement, public std::enable_shared_from_this<Path> {
  public:
    /** Exactly one of the two is set. */
    struct Element {
      ModulePtr module;
      PathPtr path;
    };

    void addModule(const ModulePtr& module);
    /** Adding a path to itself, directly or through others, is fatal. */
    void addPath(const PathPtr& path);
    const std::vector<Element>& getElements() const { return m_elements; }
    bool isEmpty() const { return m_elements.empty(); }

    /** All modules with those of nested paths, without those of condition paths. */
    ModulePtrList getModules() const;
    /** All modules that may run: those of condition paths come right after the module with the condition. */
    ModulePtrList buildModulePathList(bool unique = true) const;
    /** True if getModules() has a module of the type. */
    bool contains(const std::string& moduleType) const;

    /** Run the path once per element of an array. */
    void forEach(const std::string& loopObjectName, const std::string& arrayName, const PathPtr& path);
    /** Run the path as long as the return value of its last module fulfils the condition. */
    void doWhile(const PathPtr& path, const std::string& condition = "<1", unsigned int maxIterations = 10000);

    /** A copy with copies of all C++ modules. */
    std::shared_ptr<PathElement> clone() const;
    std::string getPathString() const override;

  private:
    bool reaches(const Path* other) const;
    void appendModules(ModulePtrList& modules, bool conditions, bool unique) const;

    std::vector<Element> m_elements;
  };
}
