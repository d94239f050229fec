// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ModuleManager.h>

#include <framework/logging/Logger.h>
#include <framework/utilities/NearNames.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>

#include <dlfcn.h>

namespace fs = std::filesystem;

namespace {
  /** Identifiers of a line, without the name of the macro that a map file may repeat. */
  std::vector<std::string> getIdentifiers(const std::string& line)
  {
    std::vector<std::string> words;
    std::string word;
    for (char c : line + " ") {
      if (std::isalnum(static_cast<unsigned char>(c)) || c == '_') {
        word += c;
        continue;
      }
      if (!word.empty() && word != "REG_MODULE") words.push_back(word);
      word.clear();
    }
    return words;
  }
}

namespace Belle2 {
  ModuleManager& ModuleManager::Instance()
  {
    // Never destroyed: libraries unload in any order at the end of the process.
    static auto* instance = new ModuleManager;
    return *instance;
  }

  void ModuleManager::registerModuleProxy(const ModuleProxyBase* proxy)
  {
    m_proxies[proxy->getModuleType()] = proxy;
  }

  void ModuleManager::addModuleSearchPath(const std::string& path)
  {
    if (!fs::is_directory(path)) throw std::runtime_error("The module search path '" + path + "' is not a folder.");
    if (std::find(m_searchPaths.begin(), m_searchPaths.end(), path) != m_searchPaths.end()) return;
    m_searchPaths.push_back(path);
    std::vector<std::string> maps;
    for (const auto& entry : fs::directory_iterator(path))
      if (entry.path().extension() == ".b2modmap") maps.push_back(entry.path());
    std::sort(maps.begin(), maps.end());
    for (const auto& map : maps) readMapFile(map);
  }

  void ModuleManager::readMapFile(const std::string& filename)
  {
    std::ifstream file(filename);
    if (!file) {
      B2WARNING("Could not read the map file '" << filename << "': its modules are not available");
      return;
    }
    const std::string library = fs::path(filename).replace_extension(".so");
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line[0] == '#') continue;
      const auto words = getIdentifiers(line);
      if (words.empty() || !m_libraries.emplace(words[0], library).second) continue;
      m_packages[words[0]] = words.size() > 1 ? words[1] : "";
    }
  }

  std::string ModuleManager::getPackage(const std::string& module) const
  {
    const auto found = m_packages.find(module);
    return found == m_packages.end() ? "" : found->second;
  }

  ModulePtr ModuleManager::registerModule(const std::string& type, const std::string& sharedLibPath)
  {
    auto proxy = m_proxies.find(type);
    if (!sharedLibPath.empty()) {
      if (!fs::exists(sharedLibPath))
        throw ModuleNotCreatedError("Could not create the module '" + type + "': the library '" + sharedLibPath +
                                    "' does not exist.");
      loadLibrary(sharedLibPath);
      proxy = m_proxies.find(type);
    } else if (proxy == m_proxies.end()) {
      const auto library = m_libraries.find(type);
      if (library == m_libraries.end()) throw ModuleNotCreatedError(describeUnknown(type));
      loadLibrary(library->second);
      proxy = m_proxies.find(type);
    }
    if (proxy == m_proxies.end()) {
      const std::string library = sharedLibPath.empty() ? m_libraries.at(type) : sharedLibPath;
      throw ModuleNotCreatedError("Could not create the module '" + type + "': the library '" + library
                                  + "' has no module of that name. Run scons in case it is out of date.");
    }
    ModulePtr module = proxy->second->createModule();
    registerModule(module);
    return module;
  }

  std::string ModuleManager::describeUnknown(const std::string& type) const
  {
    std::vector<std::string> names;
    for (const auto& [name, library] : m_libraries) names.push_back(name);
    std::string text = "Could not create the module '" + type + "': no module of that name is known.";
    const std::string near = suggestNearNames(type, names);
    return text + (near.empty() ? " The command 'basf2 -m' lists all modules." : near);
  }

  void ModuleManager::loadLibrary(const std::string& filename)
  {
    if (!dlopen(filename.c_str(), RTLD_LAZY | RTLD_GLOBAL))
      throw ModuleNotCreatedError(std::string("Could not load the module library: ") + dlerror());
  }

  ModulePtrList ModuleManager::getCreatedModules() const
  {
    ModulePtrList modules;
    for (const auto& created : m_created)
      if (auto module = created.lock()) modules.push_back(module);
    return modules;
  }

  ModulePtrList ModuleManager::getModulesByProperties(const ModulePtrList& modules, unsigned int flags)
  {
    ModulePtrList found;
    for (const auto& module : modules)
      if (module->hasProperties(flags)) found.push_back(module);
    return found;
  }

  bool ModuleManager::allModulesHaveFlag(const ModulePtrList& modules, unsigned int flag)
  {
    return std::all_of(modules.begin(), modules.end(), [flag](const ModulePtr & module) { return module->hasProperties(flag); });
  }
}
