// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Path.h>

#include <framework/core/SubEventModule.h>
#include <framework/logging/Logger.h>

#include <algorithm>
#include <stdexcept>

namespace {
  using namespace Belle2;

  /** A name that no other data store id of this process has. */
  std::string makeDataStoreID()
  {
    static int count = 0;
    return "DS " + std::to_string(++count);
  }

  template<class T> void set(const ModulePtr& module, const std::string& name, const T& value)
  {
    module->getParam<T>(name).setValue(value);
  }

  /** Both ends of an independent path: modules of one type that enter and leave the data store id. */
  std::pair<ModulePtr, ModulePtr> makeSwitches(const std::string& type, const std::string& id, const std::string& entrance,
                                               const std::vector<std::string>& mergeBack)
  {
    auto& manager = ModuleManager::Instance();
    const std::pair<ModulePtr, ModulePtr> switches(manager.registerModule(type), manager.registerModule(type));
    set(switches.first, "toID", id);
    set(switches.first, entrance, true);
    set(switches.second, "mergeBack", mergeBack);
    switches.first->setName(type + " ('' -> '" + id + "')");
    switches.second->setName(type + " ('' <- '" + id + "')");
    return switches;
  }
}

namespace Belle2 {
  void Path::addModule(const ModulePtr& module)
  {
    checkLock();
    for (const auto& path : module->getInnerPaths())
      if (path->reaches(this)) B2FATAL("A path cannot be added to itself, which a path of the module '" << module->getName()
                                         << "' would do.");
    m_elements.push_back({module, nullptr});
  }

  void Path::addPath(const PathPtr& path)
  {
    checkLock();
    if (path->reaches(this)) B2FATAL("A path cannot be added to itself: " << getPathString());
    m_elements.push_back({nullptr, path});
  }

  void Path::checkLock() const
  {
    if (m_isLocked) throw std::logic_error("A path cannot be changed while it is processed. Put it together before process().");
  }

  void Path::setLocked(bool isLocked)
  {
    // Also ends cycles.
    if (m_isLocked == isLocked) return;
    m_isLocked = isLocked;
    for (const auto& element : m_elements) {
      if (element.path) element.path->setLocked(isLocked);
      else for (const auto& path : element.module->getInnerPaths()) path->setLocked(isLocked);
    }
  }

  bool Path::reaches(const PathElement* wanted) const
  {
    Paths visited;
    return reaches(wanted, visited);
  }

  bool Path::reaches(const PathElement* wanted, Paths& visited) const
  {
    if (this == wanted) return true;
    if (!visited.insert(this).second) return false;
    return std::any_of(m_elements.begin(), m_elements.end(), [&](const Element & element) {
      if (element.path) return element.path->reaches(wanted, visited);
      if (element.module.get() == wanted) return true;
      const auto paths = element.module->getInnerPaths();
      return std::any_of(paths.begin(), paths.end(), [&](const PathPtr & path) { return path->reaches(wanted, visited); });
    });
  }

  void Path::appendModules(ModulePtrList& modules, bool conditions, bool unique) const
  {
    for (const auto& element : m_elements) {
      if (element.path) {
        element.path->appendModules(modules, conditions, unique);
        continue;
      }
      // A module that comes twice has had its condition paths visited: a cycle of conditions ends here.
      const bool known = std::find(modules.begin(), modules.end(), element.module) != modules.end();
      if (!unique || !known) modules.push_back(element.module);
      if (!conditions || known) continue;
      for (const auto& path : element.module->getAllConditionPaths()) path->appendModules(modules, conditions, unique);
    }
  }

  ModulePtrList Path::getModules() const
  {
    ModulePtrList modules;
    appendModules(modules, false, false);
    return modules;
  }

  ModulePtrList Path::buildModulePathList(bool unique) const
  {
    ModulePtrList modules;
    appendModules(modules, true, unique);
    return modules;
  }

  bool Path::contains(const std::string& moduleType) const
  {
    const auto modules = getModules();
    return std::any_of(modules.begin(), modules.end(), [&](const ModulePtr & module) { return module->getType() == moduleType; });
  }

  void Path::forEach(const std::string& loopObjectName, const std::string& arrayName, const PathPtr& path)
  {
    addModule(SubEventModule::createForEach(loopObjectName, arrayName, path));
  }

  void Path::doWhile(const PathPtr& path, const std::string& condition, unsigned int maxIterations)
  {
    addModule(SubEventModule::createDoWhile(path, condition, maxIterations));
  }

  void Path::addIndependentPath(const PathPtr& path, std::string dataStoreID, const std::vector<std::string>& mergeBack)
  {
    if (dataStoreID.empty()) dataStoreID = makeDataStoreID();
    const auto [start, end] = makeSwitches("SwitchDataStore", dataStoreID, "doCopy", mergeBack);
    // Both may run in several processes where everything so far may.
    if (ModuleManager::allModulesHaveFlag(buildModulePathList(), Module::c_ParallelProcessingCertified)) {
      start->setPropertyFlags(Module::c_ParallelProcessingCertified);
      end->setPropertyFlags(Module::c_ParallelProcessingCertified);
    }
    addModule(start);
    addPath(path);
    addModule(end);
  }

  void Path::addIndependentMergePath(const PathPtr& path, std::string dataStoreID, std::vector<std::string> mergeBack,
                                     const Pairing& pairing)
  {
    if (dataStoreID.empty()) dataStoreID = makeDataStoreID();
    std::vector<std::string> needed = {"EventMetaData"};
    if (!pairing.consistencyCheck.empty()) needed.emplace_back("EventExtraInfo");
    for (const auto& name : needed)
      if (std::find(mergeBack.begin(), mergeBack.end(), name) == mergeBack.end()) mergeBack.push_back(name);
    const auto [start, end] = makeSwitches("MergeDataStore", dataStoreID, "createNew", mergeBack);
    const ModulePtr steering = ModuleManager::Instance().registerModule("SteerRootInput");
    set(steering, "eventMixing", pairing.eventMixing);
    set(steering, "mergeSameFile", pairing.mergeSameFile);
    set(steering, "consistencyCheck", pairing.consistencyCheck);
    steering->if_false(std::make_shared<Path>());
    addModule(start);
    addPath(path);
    addModule(end);
    addModule(steering);
  }

  std::shared_ptr<PathElement> Path::clone() const
  {
    auto copy = std::make_shared<Path>();
    for (const auto& element : m_elements) {
      if (element.path) copy->addPath(std::static_pointer_cast<Path>(element.path->clone()));
      else copy->addModule(std::dynamic_pointer_cast<Module>(element.module->clone()));
    }
    return copy;
  }

  std::string Path::getPathString() const
  {
    std::string text;
    for (const auto& element : m_elements)
      text += (text.empty() ? "" : " -> ") + (element.path ? element.path->getPathString() : element.module->getPathString());
    return "[" + text + "]";
  }
}
