// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogSystem.h>

#include <framework/logging/LogConnectionConsole.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

using namespace Belle2;

LogSystem& LogSystem::Instance()
{
  // never destroyed, so that destructors of other statics can still issue messages
  static LogSystem* instance = new LogSystem;
  return *instance;
}

LogSystem::LogSystem(): m_logConfig(LogConfig::c_Info)
{
  addLogConnection(std::make_unique<LogConnectionConsole>(STDOUT_FILENO));
}

void LogSystem::resetLogging()
{
  resetLogConnections();
  addLogConnection(std::make_unique<LogConnectionConsole>(STDOUT_FILENO));
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

bool LogSystem::sendMessage(LogMessage&& message)
{
  const LogConfig::ELogLevel level = message.getLogLevel();
  const char* package = message.getPackage().c_str();
  // A LogModRealm may have changed the level since the macro asked.
  if (!isLevelEnabled(level, message.getDebugLevel(), package)) return false;
  if (m_currentModuleName) message.setModule(*m_currentModuleName);
  message.setLogInfo(getCurrentLogInfo(level, package));
  message.setContext(getContext());
  ++m_counters[level];
  const unsigned int repetition = count(message);
  message.setCount(static_cast<int>(repetition));
  // messages of the abort itself must not start another one
  const bool isLast = level >= getCurrentAbortLevel(package) && !m_aborting;
  if (m_maxRepetitions > 0 && repetition > m_maxRepetitions && !isLast) {
    showSuppressed();
    return false;
  }
  const bool sent = deliver(message);
  if (isLast) abort();
  if (m_maxRepetitions > 0 && repetition == m_maxRepetitions)
    show(std::max(level, LogConfig::c_Warning), "The previous message has come " + std::to_string(repetition)
         + " times; from now on it is only counted.");
  return sent;
}

unsigned int LogSystem::count(const LogMessage& message)
{
  if (message.getLogLevel() >= LogConfig::c_Warning) return m_severe.add(message);
  return m_maxRepetitions > 0 ? m_harmless.add(message) : 0;
}

bool LogSystem::deliver(const LogMessage& message)
{
  bool sent = false;
  for (auto& connection : m_connections) {
    if (connection->isConnected() && connection->sendMessage(message)) sent = true;
  }
  return sent;
}

void LogSystem::show(LogConfig::ELogLevel level, const std::string& text)
{
  LogMessage message(level, text, "", "", "", 0);
  message.setContext(getContext());
  deliver(message);
}

void LogSystem::showSuppressed()
{
  ++m_suppressed;
  // Rarer the more there are: each 100, then each 1000, then each 10000.
  const unsigned int step = m_suppressed < 1000 ? 100 : m_suppressed < 10000 ? 1000 : 10000;
  if (m_suppressed % step == 0)
    show(LogConfig::c_Warning, std::to_string(m_suppressed) + " messages were not shown so far, because they repeat others.");
}

void LogSystem::resetMessageCounter()
{
  m_counters.fill(0);
  m_severe.clear();
  m_harmless.clear();
  m_suppressed = 0;
}

void LogSystem::printErrorSummary()
{
  const int warnings = m_counters[LogConfig::c_Warning];
  const int errors = m_counters[LogConfig::c_Error];
  if (!m_errorSummary || warnings + errors == 0) return;
  const std::string title = "===Error Summary===";
  show(LogConfig::c_Info, title + std::string(80 - title.size(), '='));
  for (const auto& [message, number] : m_severe.getSorted()) {
    LogMessage copy = *message;
    // The variables of one say nothing about the others.
    const unsigned int variables = number > 1 ? LogConfig::c_NoVariables : 0;
    copy.setLogInfo(LogConfig::c_Level | LogConfig::c_Message | LogConfig::c_Module | variables);
    deliver(copy);
    if (number > 1) show(LogConfig::c_Info, "    (last message occurred " + std::to_string(number) + " times)");
  }
  show(LogConfig::c_Info, std::string(80, '='));
  if (errors > 0) show(LogConfig::c_Error, "in total, " + std::to_string(errors) + " errors occurred during processing");
  if (warnings > 0) show(LogConfig::c_Warning, "in total, " + std::to_string(warnings) + " warnings occurred during processing");
  if (m_severe.hasForgotten())
    show(LogConfig::c_Warning, "The summary shows only the first " + std::to_string(c_errorSummaryMaxLines)
         + " different messages; there were more.");
  if (m_suppressed > 0)
    show(LogConfig::c_Warning, std::to_string(m_suppressed) + " messages were not shown, because they repeat others.");
  m_severe.clear();
}

void LogSystem::abort()
{
  m_aborting = true;
  printErrorSummary();
  for (auto& connection : m_connections) connection->finalizeOnAbort();
  if (m_abortHandler) m_abortHandler();
  std::exit(1);
}
