// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/Framework.h>

#include <framework/core/Environment.h>
#include <framework/core/EventProcessor.h>
#include <framework/core/InputController.h>
#include <framework/core/ProcessStatistics.h>
#include <framework/core/MetadataService.h>
#include <framework/core/RandomNumbers.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/datastore/DataStore.h>
#include <framework/logging/Logger.h>

#include <TROOT.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

using namespace Belle2;

namespace {
  /** What earlier calls of process() in the same job have left behind. */
  struct History {
    bool processed = false;
    bool isRunning = false;
    int errors = 0;
    std::vector<std::weak_ptr<Module>> modules;
  };

  History& getHistory()
  {
    static auto* history = new History;
    return *history;
  }

  std::string getVariable(const char* name)
  {
    const char* value = std::getenv(name);
    return value ? value : "";
  }

  /** The object of an entry of the data store, or nullptr; unlike accessors this never complains. */
  template<class T> const T* findObject(const char* name, DataStore::EDurability durability)
  {
    return dynamic_cast<const T*>(DataStore::Instance().getEntryOfName(name, durability).ptr);
  }

  LogContext getLogContext()
  {
    LogContext context;
    context.initialize = DataStore::Instance().getInitializeActive();
    if (const auto* event = findObject<EventMetaData>("EventMetaData", DataStore::c_Event)) {
      context.valid = true;
      context.experiment = event->getExperiment();
      context.run = event->getRun();
      context.subrun = event->getSubrun();
      context.event = event->getEvent();
    }
    if (const auto* statistics = findObject<ProcessStatistics>("ProcessStatistics", DataStore::c_Persistent)) {
      context.hasStatistics = true;
      context.nruns = static_cast<int>(statistics->getGlobal().getCalls(ModuleStatistics::c_BeginRun));
      context.nevents = static_cast<int>(statistics->getGlobal().getCalls(ModuleStatistics::c_Event));
    }
    return context;
  }

  /** Files that are open must be closed properly, whatever ends the job. */
  void closeFiles()
  {
    MetadataService::Instance().abortBasf2("stopped by a fatal error");
    DataStore::Instance().reset();
    if (gROOT) gROOT->CloseFiles();
  }

  int countErrors()
  {
    return LogSystem::Instance().getMessageCounter(LogConfig::c_Error);
  }
}

namespace Belle2 {
  Framework::Framework()
  {
    setupLogging();
    if (!RandomNumbers::isInitialized()) RandomNumbers::initialize();
    const std::string subdir = getVariable("BELLE2_SUBDIR");
    if (subdir.empty() || (getVariable("BELLE2_RELEASE_DIR").empty() && getVariable("BELLE2_LOCAL_DIR").empty()))
      B2FATAL("The environment of a release is not set up (BELLE2_SUBDIR, and BELLE2_RELEASE_DIR or BELLE2_LOCAL_DIR are missing). "
              "Run 'source b2setup' in this shell.");
    if (getVariable("BELLE2_EXTERNALS_DIR").empty())
      B2FATAL("The externals are not set up (BELLE2_EXTERNALS_DIR is missing). Run 'source b2setup' in this shell.");
    auto& manager = ModuleManager::Instance();
    for (const char* variable : {"BELLE2_ANALYSIS_DIR", "BELLE2_LOCAL_DIR", "BELLE2_RELEASE_DIR"}) {
      const std::string folder = getVariable(variable);
      const std::string modules = folder + "/modules/" + subdir;
      if (!folder.empty() && std::filesystem::is_directory(modules)) manager.addModuleSearchPath(modules);
    }
    if (manager.getAvailableModules().empty()) B2ERROR("No modules were found: run scons to build them.");
  }

  Framework::~Framework()
  {
    ModuleManager::Instance().reset();
    getHistory().modules.clear();
  }

  void Framework::setupLogging()
  {
    auto& log = LogSystem::Instance();
    log.enableErrorSummary(true);
    log.setContext(getLogContext);
    log.setAbortHandler(closeFiles);
  }

  void Framework::setRandomSeed(const std::string& seed)
  {
    RandomNumbers::initialize(seed);
    B2INFO("The random number seed is set to \"" << seed << "\"");
  }

  std::string Framework::getRandomSeed()
  {
    return RandomNumbers::getSeed();
  }

  void Framework::checkErrorsBefore()
  {
    const int errors = countErrors() - getHistory().errors;
    if (errors > 0) B2FATAL(errors << " ERROR(S) occurred! The processing of events will not be started.");
  }

  PathPtr Framework::prepareAgain(const PathPtr& path)
  {
    B2WARNING("Calling process() more than once in a job is experimental: please check the results with care.");
    const auto all = path->buildModulePathList(false);
    const auto unique = path->buildModulePathList(true);
    if (all.size() != unique.size())
      B2FATAL("The path holds the same module twice: such a path cannot be processed a second time.");
    const auto& known = getHistory().modules;
    const bool ranBefore = std::any_of(unique.begin(), unique.end(), [&known](const ModulePtr & module) {
      return std::any_of(known.begin(), known.end(), [&module](const auto & other) { return other.lock() == module; });
    });
    return ranBefore ? std::static_pointer_cast<Path>(path->clone()) : path;
  }

  void Framework::collectFileNames(const Path& path)
  {
    auto& environment = Environment::Instance();
    for (const auto& module : path.buildModulePathList()) {
      if (module->hasProperties(Module::c_Input))
        for (const auto& name : module->getFileNames(false)) environment.addDryRunLine("INPUT FILE: " + name);
      if (module->hasProperties(Module::c_Output))
        for (const auto& name : module->getFileNames(true)) {
          environment.addDryRunLine("OUTPUT FILE: " + name);
          // The first output module takes the name of the option -o, here as when events are processed.
          if (name == environment.getOutputFileOverride()) environment.consumeOutputFileOverride();
        }
    }
  }

  void Framework::process(PathPtr path, long maxEvent)
  {
    if (!path) return;
    auto& environment = Environment::Instance();
    B2INFO("Starting event processing, random seed is set to '" << RandomNumbers::getSeed() << "'");
    if (environment.getDryRun()) {
      collectFileNames(*path);
      return;
    }
    auto& history = getHistory();
    if (history.isRunning)
      throw std::logic_error("process() cannot be called while events are processed, as from within a module.");
    checkErrorsBefore();
    if (history.processed) path = prepareAgain(path);
    history.processed = true;
    for (const auto& module : path->buildModulePathList()) history.modules.push_back(module);

    if (environment.getNumberProcesses() > 0)
      B2WARNING("Parallel processing is not available in this release: all events are processed in one process."
                << LogVar("processes asked for", environment.getNumberProcesses()));
    LogSystem::Instance().resetMessageCounter();
    DataStore::Instance().reset();
    DataStore::Instance().setInitializeActive(true);
    InputController::reset();
    MetadataService::Instance().addBasf2Status("initializing");
    const unsigned int given = environment.getNumberEventsOverride();
    if (given != 0 && (maxEvent == 0 || given < maxEvent)) maxEvent = given;
    environment.setNumberEventsOverride(static_cast<unsigned int>(maxEvent));
    environment.setNumberOfInputEvents(0);
    // Whatever happens, the next call must see the option of the command line and not the number of this call.
    struct Restore {
      unsigned int events;
      History& history;
      ~Restore()
      {
        Environment::Instance().setNumberEventsOverride(events);
        DataStore::Instance().switchID("");
        MetadataService::Instance().addModuleCallsCount();
        MetadataService::Instance().addBasf2Status("event processing ended");
        history.errors = countErrors();
        history.isRunning = false;
      }
    } restore{given, history};
    history.isRunning = true;
    EventProcessor().process(path, maxEvent);
  }
}
