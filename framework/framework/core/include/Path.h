// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/ModuleManager.h>
#include <framework/core/PathElement.h>

#include <memory>
#include <set>
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

    /** Run a path on a copy of the data store; only the event entries named come back. An empty id is replaced by "DS <n>". */
    void addIndependentPath(const PathPtr& path, std::string dataStoreID = "", const std::vector<std::string>& mergeBack = {});

    /** How the events of two inputs are paired. */
    struct Pairing {
      /** "" or "charge", which compares the number of that name in EventExtraInfo. */
      std::string consistencyCheck;
      /** Each event of the main input with each one of the second. */
      bool eventMixing = false;
      /** Both inputs are the same. */
      bool mergeSameFile = false;
    };
    /** Run a path that starts with an input of its own on an empty data store, and append what it made to the main one. */
    void addIndependentMergePath(const PathPtr& path, std::string dataStoreID, std::vector<std::string> mergeBack,
                                 const Pairing& pairing);

    /** True if this is the path or module wanted, or it is somewhere inside, also as condition path or path of a loop. */
    bool reaches(const PathElement* wanted) const;
    /** Refuse new elements here and in all paths inside, or allow them again. */
    void setLocked(bool isLocked);

    /** A copy with copies of all C++ modules. */
    std::shared_ptr<PathElement> clone() const;
    std::string getPathString() const override;

  private:
    using Paths = std::set<const Path*>;
    bool reaches(const PathElement* wanted, Paths& visited) const;
    /** std::logic_error if the path is locked. */
    void checkLock() const;
    void appendModules(ModulePtrList& modules, bool conditions, bool unique) const;

    std::vector<Element> m_elements;
    bool m_isLocked = false;
  };
}
