// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <TROOT.h>
#include <TSystem.h>

#include <functional>
#include <iomanip>
#include <ios>
#include <string>
#include <type_traits>
#include <utility>

namespace Belle2 {
  /** Puts something back at the end of a block, however the block is left. */
  class ScopeGuard final {
  public:
    /** Call the function at the end. */
    template<class Function> explicit ScopeGuard(Function&& function): m_function(std::forward<Function>(function)) {}
    ScopeGuard(const ScopeGuard&) = delete;
    ScopeGuard& operator=(const ScopeGuard&) = delete;
    ~ScopeGuard() { if (m_function) m_function(); }
    /** Put nothing back. */
    void release() { m_function = nullptr; }

    /** A variable, which may get a new value for the time of the block. */
    template<class T> [[nodiscard]] static ScopeGuard guardValue(T& variable)
    {
      return ScopeGuard([&variable, old = variable] { variable = old; });
    }
    template<class T, class V> [[nodiscard]] static ScopeGuard guardValue(T& variable, const V& value)
    {
      T old = variable;
      variable = value;
      return ScopeGuard([&variable, old] { variable = old; });
    }

    /** Something that is read and set by functions. */
    template<class Getter, class Setter> [[nodiscard]] static ScopeGuard guardGetterSetter(Getter getter, Setter setter)
    {
      return ScopeGuard([setter, old = getter()]() mutable { setter(old); });
    }
    template<class Getter, class Setter> [[nodiscard]]
    static ScopeGuard guardGetterSetter(Getter getter, Setter setter, const std::invoke_result_t<Getter>& value)
    {
      auto old = getter();
      setter(value);
      return ScopeGuard([setter, old]() mutable { setter(old); });
    }

    /** The same for an object that returns the value if called without, and sets it if called with an argument. */
    template<class Functor> [[nodiscard]] static ScopeGuard guardFunctor(Functor functor)
    {
      return guardGetterSetter(functor, functor);
    }
    template<class Functor> [[nodiscard]]
    static ScopeGuard guardFunctor(Functor functor, const std::invoke_result_t<Functor>& value)
    {
      return guardGetterSetter(functor, functor, value);
    }

    /** Delete what the pointer then points to, for functions of ROOT that give away objects through the address of a pointer. */
    template<class T> [[nodiscard]] static ScopeGuard guardDeletion(T*& pointer)
    {
      return ScopeGuard([&pointer] { delete pointer; pointer = nullptr; });
    }

    /** Flags, precision, width and fill character of a stream. */
    template<class Char, class Traits> [[nodiscard]] static ScopeGuard guardStreamState(std::basic_ios<Char, Traits>& stream)
    {
      return ScopeGuard([&stream, flags = stream.flags(), precision = stream.precision(), width = stream.width(),
      fill = stream.fill()] {
        stream.flags(flags);
        stream.precision(precision);
        stream.width(width);
        stream.fill(fill);
      });
    }

    /** The working directory, which may be changed for the time of the block. */
    [[nodiscard]] static ScopeGuard guardWorkingDirectory()
    {
      return ScopeGuard([old = std::string(gSystem->GetWorkingDirectory())] { gSystem->ChangeDirectory(old.c_str()); });
    }
    [[nodiscard]] static ScopeGuard guardWorkingDirectory(const std::string& directory)
    {
      const std::string old = gSystem->GetWorkingDirectory();
      gSystem->ChangeDirectory(directory.c_str());
      return ScopeGuard([old] { gSystem->ChangeDirectory(old.c_str()); });
    }

    /** Whether ROOT shows windows. */
    [[nodiscard]] static ScopeGuard guardBatchMode(bool batchMode = true)
    {
      return guardGetterSetter([] { return gROOT->IsBatch(); }, [](bool value) { gROOT->SetBatch(value); }, batchMode);
    }

  private:
    std::function<void()> m_function;
  };
}
