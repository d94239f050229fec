// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/EventProcessor.h>

#include <framework/core/DataFlowVisualization.h>
#include <framework/core/Environment.h>
#include <framework/core/MetadataService.h>
#include <framework/core/RandomNumbers.h>
#include <framework/core/SignalGuard.h>
#include <framework/datastore/DataStore.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/logging/Logger.h>

#include <algorithm>
#include <csignal>

namespace {
  /** Memory is read at every module of the first events, and of each 1000th later: reading takes longer than a short module. */
  constexpr unsigned long c_firstSampled = 10;
  constexpr unsigned long c_sampleStep = 1000;

  /** Keeps the settings of the job as they are. */
  struct FrozenEnvironment {
    FrozenEnvironment() { Belle2::Environment::Instance().freeze(true); }
    ~FrozenEnvironment() { Belle2::Environment::Instance().freeze(false); }
  };

  /** Keeps a path as it is: the processor walks over its elements. */
  struct LockedPath {
    explicit LockedPath(const Belle2::PathPtr& path): m_path(path) { m_path->setLocked(true); }
    ~LockedPath() { m_path->setLocked(false); }
    const Belle2::PathPtr m_path;
  };

  std::vector<void (*)()>& failureHandlers()
  {
    static std::vector<void (*)()> handlers;
    return handlers;
  }

  bool isSampled(unsigned long event)
  {
    return event < c_firstSampled || event % c_sampleStep == 0;
  }
}

namespace Belle2 {
  EventProcessor::EventProcessor()
    : m_log(LogSystem::Instance()), m_eventMetaData(DataStore::Instance().getEntryOfName("EventMetaData",
        DataStore::c_Event)),
      m_position(std::make_shared<Path>()) {}

  EventProcessor::~EventProcessor() = default;

  void EventProcessor::atFailure(void (*handler)())
  {
    failureHandlers().push_back(handler);
  }

  void EventProcessor::process(const PathPtr& path, long maxEvent)
  {
    const LockedPath locked(path);
    m_modules = path->buildModulePathList();
    int signal = 0;
    try {
      // Until the first event there is nothing to be closed properly: signals act at once.
      processInitialize(m_modules);
      if (Environment::Instance().getVisualizeDataFlow()) DataFlowVisualization::visualizePath("dataflow.dot", *path);
      const FrozenEnvironment frozen;
      SignalGuard guard;
      try {
        processEvents(path, maxEvent);
        SignalGuard::check();
      } catch (StoppedBySignal& stop) {
        if (stop.signal != SIGINT) B2FATAL(stop.what());
      }
      processTerminate(m_modules);
      signal = SignalGuard::getReceived();
    } catch (...) {
      forwardException();
    }
    LogSystem::Instance().printErrorSummary();
    if (signal == SIGINT) finishSignal(signal);
    if (signal) B2FATAL(StoppedBySignal(signal).what());
  }

  void EventProcessor::forwardException() const
  {
    // The message belongs to the module, what comes after it does not.
    struct GiveUp {
      ~GiveUp()
      {
        LogSystem::Instance().updateModule();
        for (const auto handler : failureHandlers()) handler();
      }
    } giveUp;
    try {
      throw;
    } catch (ForwardedException& exception) {
      if (!exception.silent) reportException(exception.what());
      throw;
    } catch (std::exception& exception) {
      reportException(exception.what());
      throw;
    } catch (...) {
      const std::string text = "something that is no std::exception was thrown";
      reportException(text);
      throw std::runtime_error(text + " by the module " + (m_current ? m_current->getName() : "(none)"));
    }
  }

  void EventProcessor::reportException(const std::string& text) const
  {
    const EventMetaData* event = getEventMetaData() ? getEventMetaData() : &m_previousEvent;
    B2ERROR("The event processing stops because of an exception in the module " << (m_current ? m_current->getName() :
        "(none)")
            << LogVar("experiment", event->getExperiment()) << LogVar("run", event->getRun()) << LogVar("event",
                event->getEvent()));
    B2ERROR("Uncaught exception encountered: " << text);
  }

  void EventProcessor::finishSignal(int signal) const
  {
    B2ERROR("The event processing was stopped by Ctrl-C" << LogVar("last experiment", m_previousEvent.getExperiment())
            << LogVar("last run", m_previousEvent.getRun()) << LogVar("last event", m_previousEvent.getEvent()));
    MetadataService::Instance().addModuleCallsCount();
    MetadataService::Instance().abortBasf2("stopped by signal " + std::to_string(signal));
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }

  void EventProcessor::findStatistics()
  {
    if (Environment::Instance().getNoStats()) return;
    StoreObjPtr<ProcessStatistics> statistics("", DataStore::c_Persistent);
    if (!statistics) {
      if (!DataStore::Instance().getInitializeActive()) return;
      statistics.registerInDataStore();
      statistics.create();
      DataStore::Instance().getEntryOfName(statistics.getName(), DataStore::c_Persistent).isShared = true;
    }
    m_statistics = &*statistics;
  }

  bool EventProcessor::hasForcedParameters(const Module* module) const
  {
    std::string missing;
    for (const auto& name : module->getParamList().getUnsetForcedParams()) missing +=
        (missing.empty() ? "" : ", ") + name;
    if (missing.empty()) return true;
    LogSystem::Instance().updateModule(&module->getLogConfig(), module->getName());
    B2ERROR("The following required parameters of Module '" << module->getName() << "' were not specified: " << missing
            << "\nPlease add the missing parameters to the steering file.");
    return false;
  }

  void EventProcessor::processInitialize(const ModulePtrList& modules, bool callMaster)
  {
    auto& log = LogSystem::Instance();
    findStatistics();
    const auto start = TickClock::now();
    const double memory = ProcessStatistics::readMemory();
    for (const auto& module : modules) {
      if (m_statistics && !module->hasProperties(Module::c_DontCollectStatistics)) m_statistics->initModule(module.get());
      if (!hasForcedParameters(module.get())) continue;
      const int errors = log.getMessageCounter(LogConfig::c_Error);
      DataStore::Instance().getDependencyMap().setModule(module.get());
      callHook(module.get(), &Module::initialize, ModuleStatistics::c_Init);
      DataStore::Instance().getDependencyMap().setModule(nullptr);
      if (callMaster && !m_master && m_eventMetaData.isRegistered() && DataStore::Instance().isDefaultID()) {
        m_master = module.get();
        startClock();
        if (log.getMessageCounter(LogConfig::c_Error) == errors) callEvent(module.get());
      }
    }
    log.updateModule();
    if (m_statistics && callMaster)
      m_statistics->addGlobal(ModuleStatistics::c_Init, TickClock::now() - start,
                              ProcessStatistics::readMemory() - memory);
  }

  void EventProcessor::callHook(Module* module, void (Module::*hook)(), Counter counter)
  {
    LogSystem::Instance().updateModule(&module->getLogConfig(), module->getName());
    m_current = module;
    const double memory = m_statistics ? ProcessStatistics::readMemory() : 0;
    const auto start = TickClock::now();
    (module->*hook)();
    const auto ticks = TickClock::now() - start;
    if (m_statistics && !module->hasProperties(Module::c_DontCollectStatistics))
      m_statistics->add(module, counter, ticks, ProcessStatistics::readMemory() - memory);
  }

  void EventProcessor::callHooks(void (Module::*hook)(), Counter counter)
  {
    for (const auto& module : m_modules) callHook(module.get(), hook, counter);
  }

  void EventProcessor::callTerminate(const ModulePtrList& modules)
  {
    for (auto module = modules.rbegin(); module != modules.rend(); ++module)
      callHook(module->get(), &Module::terminate, ModuleStatistics::c_Term);
  }

  void EventProcessor::callEvent(Module* module)
  {
    m_log.updateModule(&module->getLogConfig(), module->getName());
    m_current = module;
    module->clearReturnValue();
    module->event();
    if (!m_statistics) return;
    // The end of a module is the start of the next one: one reading of the clock per call.
    const auto now = TickClock::now();
    double memory = 0;
    if (__builtin_expect(m_sampleMemory, 0)) {
      const double before = m_lastMemory;
      m_lastMemory = ProcessStatistics::readMemory();
      memory = m_lastMemory - before;
    }
    if (!module->hasProperties(Module::c_DontCollectStatistics))
      m_statistics->add(module, ModuleStatistics::c_Event, now - m_lastTicks, memory);
    m_lastTicks = now;
  }

  EventProcessor::EventNumbers EventProcessor::getEventNumbers() const
  {
    const EventMetaData* event = getEventMetaData();
    if (!event) return {};
    return {event->getExperiment(), event->getRun(), event->getEvent(), true};
  }

  bool EventProcessor::isEndOfData() const
  {
    return !getEventMetaData() || getEventMetaData()->isEndOfData();
  }

  void EventProcessor::processEvents(const PathPtr& path, unsigned long maxEvent)
  {
    if (!m_master)
      B2ERROR("There is no module that provides event and run numbers (EventMetaData). "
              "Add a module like EventInfoSetter or RootInput to the path.");
    const int errors = LogSystem::Instance().getMessageCounter(LogConfig::c_Error);
    if (errors) B2FATAL(errors << " ERROR(S) occurred! The processing of events will not be started.");

    DataStore::Instance().setInitializeActive(false);
    findStatistics();
    auto& metadata = MetadataService::Instance();
    metadata.startEvents();
    for (unsigned long count = 0; maxEvent == 0 || count < maxEvent; ++count) {
      m_sampleMemory = m_statistics && isSampled(count);
      metadata.updateNowAndThen();
      if (m_sampleMemory) m_lastMemory = ProcessStatistics::readMemory();
      const double memory = m_lastMemory;
      startClock();
      const auto start = m_lastTicks;
      const bool goOn = processEvent(path.get(), count == 0);
      // A condition may have ended the event in the middle of an independent path.
      DataStore::Instance().switchID("");
      DataStore::Instance().invalidateData(DataStore::c_Event);
      if (m_statistics)
        m_statistics->addGlobal(ModuleStatistics::c_Event, TickClock::now() - start,
                                m_sampleMemory ? m_lastMemory - memory : 0);
      if (!goOn) break;
    }
  }

  bool EventProcessor::processEvent(const Path* path, bool isFirst)
  {
    m_expected = getEventNumbers();
    m_position.restart(path);
    while (!m_position.isDone()) {
      Module* module = m_position.get().get();
      if (module == m_master) {
        if (!isFirst) callEvent(module);
        if (!startEvent()) return false;
      } else {
        callEvent(module);
        if (!checkAfter(module, isFirst)) return false;
      }
      SignalGuard::check();
      const ModuleCondition* condition = module->hasCondition() ? module->findCondition() : nullptr;
      if (!condition) m_position.next();
      else if (condition->getAfterConditionPath() == Module::EAfterConditionPath::c_End) m_position.jump(
          condition->getPath());
      else m_position.call(condition->getPath());
    }
    return true;
  }

  bool EventProcessor::checkAfter(const Module* module, bool isFirst)
  {
    const EventMetaData* event = getEventMetaData();
    if (!event && !m_expected.valid) return true;
    if (event && m_expected.valid && event->getEvent() == m_expected.event && event->getRun() == m_expected.run
        && event->getExperiment() == m_expected.experiment) return true;
    // The event of another data store is the business of the independent path.
    if (!DataStore::Instance().isDefaultID()) return true;
    if (m_expected.valid && isEndOfData()) {
      B2WARNING("The module " << module->getName() << " has ended the data, although the events come from " <<
                getMasterName());
      return false;
    }
    const auto isMerging = [](const auto & other) { return other->getType() == "MergeDataStore"; };
    // As in basf2: what is merged into the first event may be numbered by hand, since no input has numbered it.
    if (!isFirst || !event || std::none_of(m_modules.begin(), m_modules.end(), isMerging))
      B2FATAL("Two modules setting EventMetaData were discovered: " << getMasterName() << " and " << module->getName());
    B2WARNING("The module " << module->getName() << " has changed the EventMetaData of " << getMasterName()
              << ". Only with a merge path, and only in the first event, is this no fatal error.");
    m_expected = getEventNumbers();
    return true;
  }

  bool EventProcessor::startEvent()
  {
    if (isEndOfData()) return false;
    MetadataService::Instance().countEvent();
    m_expected = getEventNumbers();
    RandomNumbers::initializeEvent(m_expected.experiment, m_expected.run, m_expected.event);
    const bool newRun = !m_inRun || m_previousEvent.getRun() != m_expected.run
                        || m_previousEvent.getExperiment() != m_expected.experiment;
    if (newRun) {
      if (m_inRun) {
        auto* event = static_cast<EventMetaData*>(m_eventMetaData.ptr);
        const EventMetaData next = *event;
        *event = m_previousEvent;
        processEndRun();
        *event = next;
      }
      m_previousEvent = *getEventMetaData();
      processBeginRun();
      startClock();
    } else {
      m_previousEvent = *getEventMetaData();
    }
    return true;
  }

  void EventProcessor::processBeginRun()
  {
    m_inRun = true;
    MetadataService::Instance().countRun();
    if (m_statistics) m_statistics->startGlobal();
    RandomNumbers::initializeBeginRun();
    callHooks(&Module::beginRun, ModuleStatistics::c_BeginRun);
    LogSystem::Instance().updateModule();
    RandomNumbers::useEventDependent();
    if (m_statistics) m_statistics->stopGlobal(ModuleStatistics::c_BeginRun);
  }

  void EventProcessor::processEndRun()
  {
    if (!m_inRun) return;
    m_inRun = false;
    if (m_statistics) m_statistics->startGlobal();
    RandomNumbers::initializeEndRun();
    callHooks(&Module::endRun, ModuleStatistics::c_EndRun);
    LogSystem::Instance().updateModule();
    RandomNumbers::useEventDependent();
    if (m_statistics) m_statistics->stopGlobal(ModuleStatistics::c_EndRun);
  }

  void EventProcessor::setPreviousEvent()
  {
    StoreObjPtr<EventMetaData> event;
    event.create(true);
    *event = m_previousEvent;
  }

  void EventProcessor::processTerminate(const ModulePtrList& modules)
  {
    if (m_inRun) {
      setPreviousEvent();
      processEndRun();
      DataStore::Instance().invalidateData(DataStore::c_Event);
    }
    findStatistics();
    if (m_statistics) m_statistics->startGlobal();
    callTerminate(modules);
    LogSystem::Instance().updateModule();
    if (m_statistics) m_statistics->stopGlobal(ModuleStatistics::c_Term);
  }
}
