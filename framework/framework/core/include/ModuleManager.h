// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/core/Module.h>

#include <list>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace Belle2 {
  using ModulePtrList = std::list<ModulePtr>;

  /** The module does not exist or its library cannot be loaded. */
  struct ModuleNotCreatedError : std::runtime_error {
    using std::runtime_error::runtime_error;
  };

  /** Knows the module libraries, loads them when a module is asked for, and creates modules. */
  class ModuleManager {
  public:
    static ModuleManager& Instance();

    void registerModuleProxy(const ModuleProxyBase* proxy);

    /** Read the map files (*.b2modmap) of a folder; modules of folders that were added before win.
     * Throws std::runtime_error if it is no folder. */
    void addModuleSearchPath(const std::string& path);
    const std::vector<std::string>& getModuleSearchPaths() const { return m_searchPaths; }
    /** Module name to library file. */
    const std::map<std::string, std::string>& getAvailableModules() const { return m_libraries; }
    /** Package of a module as its map file tells it, or "". */
    std::string getPackage(const std::string& module) const;

    /** A new module of a type, from a library if one is given; throws ModuleNotCreatedError. */
    ModulePtr registerModule(const std::string& type, const std::string& sharedLibPath = "");
    /** Remember a module that was made elsewhere, such as in Python. */
    void registerModule(const ModulePtr& module) { m_created.push_back(module); }
    /** All modules created so far that still exist. */
    ModulePtrList getCreatedModules() const;

    static ModulePtrList getModulesByProperties(const ModulePtrList& modules, unsigned int flags);
    static bool allModulesHaveFlag(const ModulePtrList& modules, unsigned int flag);

    /** Forget the created modules. */
    void reset() { m_created.clear(); }

  private:
    ModuleManager() = default;
    void readMapFile(const std::string& filename);
    void loadLibrary(const std::string& filename);
    std::string describeUnknown(const std::string& type) const;

    std::map<std::string, const ModuleProxyBase*> m_proxies;
    std::vector<std::string> m_searchPaths;
    std::map<std::string, std::string> m_libraries;
    std::map<std::string, std::string> m_packages;
    std::vector<std::weak_ptr<Module>> m_created;
  };
}
