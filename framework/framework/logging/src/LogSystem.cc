// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogSystem.h>

#include <framework/logging/LogConnectionFileDescriptor.h>
#include <framework/logging/Logger.h>

#include <algorithm>
#include <string_view>

using namespace Belle2;

LogSystem& LogSystem::Instance()
{
  // never destroyed, so that destructors of other statics can still issue messages
  static LogSystem* instance = new LogSystem;
  return *instance;
}

LogSystem::LogSystem(): m_logConfig(LogConfig::c_Info)
{
  addLogConnection(std::make_unique<LogConnectionConsole>());
}

void LogSystem::resetLogging()
{
  resetLogConnections();
  addLogConnection(std::make_unique<LogConnectionConsole>());
  m_logConfig = LogConfig(LogConfig::c_Info);
  m_packageLogConfigs.clear();
  m_moduleLogConfigs.clear();
  updateModule();
  resetMessageCounter();
  m_errorSummary = false;
  m_maxRepetitions = 0;
}

const LogConfig* LogSystem::findPackageLogConfig(const char* package) const
{
  if (!package || m_packageLogConfigs.empty()) return nullptr;
  const auto found = m_packageLogConfigs.find(std::string_view(package));
  return found == m_packageLogConfigs.end() ? nullptr : &found->second;
}

const LogConfig* LogSystem::findModuleLogConfig() const
{
  if (!m_currentModuleName || m_moduleLogConfigs.empty()) return nullptr;
  const auto found = m_moduleLogConfigs.find(*m_currentModuleName);
  return found == m_moduleLogConfigs.end() ? nullptr : &found->second;
}

const LogConfig& LogSystem::getCurrentLogConfig(const char* package) const
{
  for (const LogConfig* config : {findPackageLogConfig(package), m_currentModuleConfig, findModuleLogConfig()}) {
    if (config && config->getLogLevel() != LogConfig::c_Default) return *config;
  }
  return m_logConfig;
}

LogConfig::ELogLevel LogSystem::getCurrentAbortLevel(const char* package) const
{
  LogConfig::ELogLevel level = m_logConfig.getAbortLevel();
  for (const LogConfig* config : {findPackageLogConfig(package), m_currentModuleConfig, findModuleLogConfig()}) {
    if (config) level = std::min(level, config->getAbortLevel());
  }
  return level;
}

unsigned int LogSystem::getCurrentLogInfo(LogConfig::ELogLevel level, const char* package) const
{
  for (const LogConfig* config : {findPackageLogConfig(package), m_currentModuleConfig, findModuleLogConfig()}) {
    if (config && config->hasLogInfo(level)) return config->getLogInfo(level);
  }
  return m_logConfig.getLogInfo(level);
}

bool LogSystem::isConfigured(LogConfig::ELogLevel level, int debugLevel, const char* package) const
{
  const LogConfig& config = getCurrentLogConfig(package);
  return level >= config.getLogLevel() && (level != LogConfig::c_Debug || debugLevel <= config.getDebugLevel());
}

void LogSystem::sendMessage(LogMessage&& message)
{
  const LogConfig::ELogLevel level = message.getLogLevel();
  const char* package = message.getPackage().c_str();
  if (m_currentModuleName) message.setModule(*m_currentModuleName);
  message.setLogInfo(getCurrentLogInfo(level, package));
  ++m_counters[level];
  if (!isRepeated(message)) deliver(message);
  if (m_errorSummary && level >= LogConfig::c_Warning) remember(message);
  // messages of the abort itself must not start another one
  if (level >= getCurrentAbortLevel(package) && !m_aborting) abort();
}

void LogSystem::deliver(const LogMessage& message)
{
  for (auto& connection : m_connections) {
    if (connection->isConnected()) connection->sendMessage(message);
  }
}

bool LogSystem::isRepeated(const LogMessage& message)
{
  if (m_maxRepetitions == 0 || message.getLogLevel() >= LogConfig::c_Fatal) return false;
  if (m_repetitions.size() >= c_maxRemembered && !m_repetitions.count(message)) return false;
  const unsigned int count = ++m_repetitions[message];
  if (count == m_maxRepetitions + 1) {
    const LogVariableStream text("The message \"" + message.getText() + "\" was shown " + std::to_string(m_maxRepetitions) +
                                 " times, further ones are only counted.");
    LogMessage notice(message.getLogLevel(), text, message.getPackage().c_str(), message.getFunction(), message.getFile(),
                      message.getLine(), message.getDebugLevel());
    notice.setModule(message.getModule());
    notice.setLogInfo(message.getLogInfo());
    deliver(notice);
  }
  return count > m_maxRepetitions;
}

void LogSystem::remember(const LogMessage& message)
{
  const auto found = m_remembered.find(message);
  if (found != m_remembered.end()) {
    ++found->second;
  } else if (m_remembered.size() < c_maxRemembered) {
    m_remembered.emplace(message, 1);
  } else {
    m_forgotMessages = true;
  }
}

void LogSystem::resetMessageCounter()
{
  m_counters.fill(0);
  m_repetitions.clear();
  m_remembered.clear();
  m_forgotMessages = false;
}

void LogSystem::printErrorSummary()
{
  const int warnings = m_counters[LogConfig::c_Warning];
  const int errors = m_counters[LogConfig::c_Error];
  if (!m_errorSummary || warnings + errors == 0) return;
  m_errorSummary = false;
  const bool hadRepetitions = std::any_of(m_repetitions.begin(), m_repetitions.end(),
  [this](const auto & entry) { return entry.second > m_maxRepetitions; });
  showRemembered();
  // counted numbers stay those of the job, not those of this summary
  const auto counters = m_counters;
  const unsigned int maxRepetitions = std::exchange(m_maxRepetitions, 0);
  if (errors > 0) B2ERROR("in total, " << errors << " errors occurred during processing");
  if (warnings > 0) B2WARNING("in total, " << warnings << " warnings occurred during processing");
  if (m_forgotMessages) B2WARNING("More than " << c_maxRemembered <<
                                    " different messages were issued; the summary does not show all of them.");
  if (hadRepetitions) B2WARNING("Repeated messages were suppressed (maximal number of repetitions: " <<
                                  maxRepetitions
                                  <<
                                  ").");
  m_maxRepetitions = maxRepetitions;
  m_counters = counters;
  m_errorSummary = true;
  m_remembered.clear();
  m_forgotMessages = false;
}

void LogSystem::showRemembered()
{
  using Entry = std::pair<const LogMessage*, unsigned int>;
  std::vector<Entry> entries;
  for (const auto& [message, count] : m_remembered) entries.emplace_back(&message, count);
  std::sort(entries.begin(), entries.end(), [](const Entry & a, const Entry & b) {
    return std::make_tuple(a.first->getLogLevel(), a.second,
                           b.first->getTime()) < std::make_tuple(b.first->getLogLevel(),
                               b.second,
                               a.first->getTime());
  });
  auto show = [this](const std::string & text) {
    LogMessage line(LogConfig::c_Info, LogVariableStream(text), PACKAGENAME(), FUNCTIONNAME(), __FILE__,
                    __LINE__);
    line.setLogInfo(LogConfig::c_Level | LogConfig::c_Message);
    deliver(line);
  };
  const std::string title = "===Error Summary===";
  show(title + std::string(80 - title.size(), '='));
  for (const auto& [message, count] : entries) {
    LogMessage copy = *message;
    copy.setLogInfo(LogConfig::c_Level | LogConfig::c_Message);
    deliver(copy);
    if (count > 1) show("    (last message occurred " + std::to_string(count) + " times)");
  }
  show(std::string(80, '='));
}

void LogSystem::abort()
{
  m_aborting = true;
  printErrorSummary();
  for (auto& connection : m_connections) connection->finalizeOnAbort();
  if (m_abortHandler) m_abortHandler();
  std::exit(1);
}
