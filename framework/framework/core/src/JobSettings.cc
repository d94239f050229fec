// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/JobSettings.h>

#include <framework/core/Environment.h>
#include <framework/core/MetadataService.h>
#include <framework/core/RandomNumbers.h>
#include <framework/logging/Logger.h>

#include <charconv>
#include <limits>

using namespace Belle2;

namespace {
  constexpr long c_maxInt = std::numeric_limits<int>::max();
  /** The largest number stands for "no number" elsewhere. */
  constexpr long c_maxEvents = std::numeric_limits<unsigned int>::max() - 1l;

  LogConfig::ELogLevel parseLevel(const std::string& text, const std::string& option)
  {
    const auto level = LogConfig::stringToLogLevel(text);
    if (level > LogConfig::c_Error)
      B2FATAL("'" << text << "' of the option " << option << " is not a log level: use DEBUG, INFO, RESULT, WARNING or ERROR");
    return level;
  }

  bool parseNumber(const std::string& text, long& number)
  {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc() && result.ptr == text.data() + text.size();
  }

  /** NAME:LEVEL[:N]; gives the name, and changes the configuration that is found for it. */
  template<class Find> void applyNamedLevel(const std::string& text, const std::string& option, Find find)
  {
    const auto first = text.find(':');
    if (first == std::string::npos || first == 0)
      B2FATAL("'" << text << "' of the option " << option << " is not of the form NAME:LEVEL[:N]");
    const auto second = text.find(':', first + 1);
    const bool hasNumber = second != std::string::npos;
    const auto level = parseLevel(text.substr(first + 1, hasNumber ? second - first - 1 : second), option);
    LogConfig& config = find(text.substr(0, first));
    config.setLogLevel(level);
    if (!hasNumber) return;
    long debugLevel = 0;
    if (parseNumber(text.substr(second + 1), debugLevel) && debugLevel >= 0 && debugLevel <= c_maxInt)
      config.setDebugLevel(static_cast<int>(debugLevel));
    else B2WARNING("'" << text.substr(second + 1) << "' of the option " << option << " is not a debug level: it is ignored");
  }
}

namespace Belle2 {
  long JobSettings::getNumber(const std::string& option, long minimum, long maximum) const
  {
    const std::string& text = m_options.getValue(option);
    long number = 0;
    if (!parseNumber(text, number) || number < minimum || number > maximum)
      B2FATAL("'" << text << "' of the option --" << option << " is not a number from " << minimum << " to " << maximum);
    return number;
  }

  void JobSettings::apply() const
  {
    // First, so that it tells of errors in the others.
    applyJobInformation();
    applyProcesses();
    applyNumbers();
    applyRun();
    applyFiles();
    applyLogging();
    applyModes();
  }

  void JobSettings::applyProcesses() const
  {
    auto& environment = Environment::Instance();
    if (m_options.has("processes")) environment.setNumberProcessesOverride(static_cast<int>(getNumber("processes", 0, c_maxInt)));
    // Callgrind follows one process.
    if (m_options.has("profile")) environment.setNumberProcessesOverride(0);
    if (!m_options.has("zmq")) return;
    environment.setUseZMQ(true);
    B2WARNING("The option --zmq has no effect: connecting worker processes by ZMQ is not available in this release.");
  }

  void JobSettings::applyNumbers() const
  {
    auto& environment = Environment::Instance();
    if (m_options.has("events"))
      environment.setNumberEventsOverride(static_cast<unsigned int>(getNumber("events", 1, c_maxEvents)));
    environment.setNumberEventsOption(m_options.has("events"));
    if (m_options.has("skip-events"))
      environment.setSkipEventsOverride(static_cast<unsigned int>(getNumber("skip-events", 0, c_maxEvents)));
    if (m_options.has("random-seed")) RandomNumbers::initialize(m_options.getValue("random-seed"));
  }

  void JobSettings::applyRun() const
  {
    if (!m_options.has("run") && !m_options.has("experiment")) return;
    if (!m_options.has("run") || !m_options.has("experiment") || !m_options.has("events"))
      B2FATAL("The options --run, --experiment and -n must be given together");
    auto& environment = Environment::Instance();
    environment.setRunOverride(static_cast<int>(getNumber("run", 0, c_maxInt)));
    environment.setExperimentOverride(static_cast<int>(getNumber("experiment", 0, c_maxInt)));
  }

  void JobSettings::applyFiles() const
  {
    auto& environment = Environment::Instance();
    if (m_options.has("input")) environment.setInputFilesOverride(m_options.getValues("input"));
    if (m_options.has("secondary-input"))
      environment.setSecondaryInputFilesOverride(m_options.getValues("secondary-input"));
    if (m_options.has("sequence")) environment.setEntrySequencesOverride(m_options.getValues("sequence"));
    if (m_options.has("output")) environment.setOutputFileOverride(m_options.getValue("output"));
  }

  void JobSettings::applyLogging() const
  {
    auto& log = LogSystem::Instance();
    if (m_options.has("log_level")) {
      const auto level = parseLevel(m_options.getValue("log_level"), "--log_level");
      Environment::Instance().setLogLevelOverride(level);
      log.getLogConfig()->setLogLevel(level);
    }
    for (const auto& text : m_options.getValues("package_log_level"))
      applyNamedLevel(text, "--package_log_level", [&](const auto & name) -> LogConfig& { return log.getPackageLogConfig(name); });
    for (const auto& text : m_options.getValues("module_log_level"))
      applyNamedLevel(text, "--module_log_level", [&](const auto & name) -> LogConfig& { return log.getModuleLogConfig(name); });
    if (m_options.has("debug_level")) {
      log.getLogConfig()->setLogLevel(LogConfig::c_Debug);
      log.getLogConfig()->setDebugLevel(static_cast<int>(getNumber("debug_level", 0, c_maxInt)));
    }
  }

  void JobSettings::applyModes() const
  {
    auto& environment = Environment::Instance();
    environment.setNoStats(m_options.has("no-stats"));
    environment.setDryRun(m_options.has("dry-run"));
    const bool isParallel = environment.getNumberProcesses() > 0;
    environment.setVisualizeDataFlow(m_options.has("visualize-dataflow") && !isParallel);
    if (m_options.has("visualize-dataflow") && isParallel)
      B2WARNING("The option --visualize-dataflow has no effect with worker processes: leave the option -p out.");
    if (m_options.has("dump-path") && m_options.has("execute-path"))
      B2FATAL("The options --dump-path and --execute-path cannot be given together: a path is either stored or processed");
    for (const char* option : {"dump-path", "execute-path"})
      if (m_options.has(option)) environment.setPicklePath(m_options.getValue(option));
    if (m_options.has("realm")) {
      const std::string& name = m_options.getValue("realm");
      const auto realm = LogConfig::stringToLogRealm(name);
      if (!realm || *realm == LogConfig::c_None)
        B2FATAL("'" << name << "' of the option --realm is not a realm: use online or production");
      environment.setRealm(*realm);
    }
  }

  void JobSettings::applyJobInformation() const
  {
    if (!m_options.has("job-information")) return;
    const std::string& file = m_options.getValue("job-information");
    MetadataService::Instance().setJsonFileName(file);
    MetadataService::Instance().addBasf2Status("starting");
    B2INFO("Job information file: " << file);
  }
}
