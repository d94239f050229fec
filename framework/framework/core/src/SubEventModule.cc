// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/SubEventModule.h>

#include <framework/datastore/DataStore.h>
#include <framework/logging/Logger.h>

#include <TClonesArray.h>

using namespace Belle2;

REG_MODULE(SubEvent)

SubEventModule::SubEventModule()
{
  setDescription("Runs a path several times per event. Made by Path.for_each() and Path.do_while().");
  setPropertyFlags(c_TerminateInAllProcesses);
  addParam("mode", m_mode, "0: once per element of an array, 1: as long as a condition holds", m_mode);
  addParam("loopOver", m_loopOver, "Name of the array", m_loopOver);
  addParam("objectName", m_objectName, "Name under which the path finds the element", m_objectName);
  addParam("path", m_path, "The path to run", m_path);
  addParam("maxIterations", m_maxIterations, "More iterations than this are fatal", m_maxIterations);
  addParam("loopCondition", m_loopCondition, "Condition on the return value of the last module", m_loopCondition);
}

ModulePtr SubEventModule::createForEach(const std::string& objectName, const std::string& arrayName, const PathPtr& path)
{
  auto module = std::dynamic_pointer_cast<SubEventModule>(ModuleManager::Instance().registerModule("SubEvent"));
  module->getParam<int>("mode").setValue(c_ForEach);
  module->getParam<std::string>("objectName").setValue(objectName);
  module->getParam<std::string>("loopOver").setValue(arrayName);
  module->getParam<PathPtr>("path").setValue(path);
  module->setName("for_each(" + objectName + " : " + arrayName + ")");
  return module;
}

ModulePtr SubEventModule::createDoWhile(const PathPtr& path, const std::string& condition, unsigned int maxIterations)
{
  const auto modules = path->getModules();
  if (modules.empty()) B2FATAL("do_while() needs a path with modules");
  for (const auto& inner : modules)
    if (inner->hasCondition())
      B2FATAL("do_while() cannot run a path with conditions: the module " << inner->getName() << " has one");
  auto module = std::dynamic_pointer_cast<SubEventModule>(ModuleManager::Instance().registerModule("SubEvent"));
  module->getParam<int>("mode").setValue(c_DoWhile);
  module->getParam<std::string>("loopCondition").setValue(condition);
  module->getParam<unsigned int>("maxIterations").setValue(maxIterations);
  module->getParam<PathPtr>("path").setValue(path);
  const std::string expression = ModuleCondition(condition, path).getExpression();
  module->setName("do_while(" + modules.back()->getName() + expression + ")");
  return module;
}

std::shared_ptr<PathElement> SubEventModule::clone() const
{
  auto copy = Module::clone();
  auto& path = static_cast<SubEventModule&>(*copy).m_path;
  if (path) path = std::static_pointer_cast<Path>(path->clone());
  return copy;
}

void SubEventModule::initialize()
{
  if (!m_path || m_path->isEmpty()) {
    B2ERROR("The module " << getName() << " has no path to run");
    return;
  }
  if (m_path->reaches(this)) B2FATAL("The path of the module " << getName() << " leads to the module itself");
  m_modules = m_path->buildModulePathList();
  auto& store = DataStore::Instance();
  if (m_mode == c_ForEach) {
    m_loopArray = &store.getEntryOfName(m_loopOver, DataStore::c_Event);
    if (!m_loopArray->isRegistered() || !m_loopArray->isArray) {
      B2ERROR("The array " << m_loopOver << " of the module " << getName() << " does not exist");
      return;
    }
    if (!store.registerEntry(m_objectName, DataStore::c_Event, m_loopArray->objClass, false,
                             DataStore::c_DontWriteOut | DataStore::c_ErrorIfAlreadyRegistered)) return;
    m_loopObject = &store.getEntryOfName(m_objectName, DataStore::c_Event);
  } else {
    m_condition = std::make_unique<ModuleCondition>(m_loopCondition, m_path);
  }
  processInitialize(m_modules, false);
}

void SubEventModule::beginRun()
{
  callHooks(&Module::beginRun, ModuleStatistics::c_BeginRun);
}

void SubEventModule::endRun()
{
  callHooks(&Module::endRun, ModuleStatistics::c_EndRun);
}

void SubEventModule::terminate()
{
  findStatistics();
  callTerminate(m_modules);
}

bool SubEventModule::runPath()
{
  startClock();
  const bool goOn = processEvent(m_path.get(), false);
  LogSystem::Instance().updateModule(&getLogConfig(), getName());
  return goOn;
}

std::vector<StoreEntry*> SubEventModule::findMissingEntries() const
{
  std::vector<StoreEntry*> missing;
  for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(DataStore::c_Event))
    if (!entry->ptr) missing.push_back(entry);
  return missing;
}

void SubEventModule::event()
{
  if (m_mode == c_ForEach) forEach();
  else doWhile();
}

void SubEventModule::forEach()
{
  const TClonesArray* array = m_loopArray->getPtrAsArray();
  if (!array) return;
  const auto missing = findMissingEntries();
  const int entries = array->GetEntriesFast();
  for (int i = 0; i < entries; ++i) {
    m_loopObject->ptr = array->UncheckedAt(i);
    const bool goOn = runPath();
    // The element belongs to the array: the entry only forgets it.
    m_loopObject->ptr = nullptr;
    for (auto* entry : missing)
      if (entry->ptr) entry->invalidate();
    if (!goOn) return;
  }
}

void SubEventModule::doWhile()
{
  const Module& last = *m_path->getModules().back();
  for (unsigned int iteration = 1;; ++iteration) {
    if (iteration > m_maxIterations)
      B2FATAL("The loop " << getName() << " does not end: its condition still holds after " << m_maxIterations << " iterations");
    if (!runPath()) return;
    B2ASSERT("The last module of the loop " << getName() << " has set no return value", last.hasReturnValue());
    if (!m_condition->evaluate(last.getReturnValue())) return;
  }
}
