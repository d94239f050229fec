// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogConfig.h>

#include <framework/logging/Logger.h>

#include <algorithm>

using namespace Belle2;

bool LogConfig::s_debugUsed = false;

namespace {
  constexpr std::array < const char*, LogConfig::c_Default + 1 > c_names = {
    "DEBUG", "INFO", "RESULT", "WARNING", "ERROR", "FATAL", "default"
  };
  constexpr std::array<const char*, 3> c_realms = {"none", "online", "production"};

  std::string toUpper(std::string text)
  {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
  }
}

LogConfig::LogConfig(ELogLevel logLevel, int debugLevel): m_debugLevel(debugLevel)
{
  const unsigned int text = c_Level | c_Message;
  m_logInfo = {text | c_Module | c_File | c_Line, text, text, text | c_Module, text | c_Module, text | c_Module | c_Function};
  setLogLevel(logLevel);
}

void LogConfig::setLogLevel(ELogLevel logLevel)
{
  if (logLevel == c_Fatal) {
    B2WARNING("The log level FATAL would hide errors, so the level ERROR is used instead.");
    logLevel = c_Error;
  }
  m_logLevel = logLevel;
  if (logLevel == c_Debug) s_debugUsed = true;
}

void LogConfig::setLogInfo(ELogLevel logLevel, unsigned int logInfo)
{
  if (logLevel >= c_Default) return;
  m_logInfo[logLevel] = logInfo;
  m_hasLogInfo[logLevel] = true;
}

const char* LogConfig::logLevelToString(ELogLevel logLevel)
{
  return c_names.at(logLevel);
}

LogConfig::ELogLevel LogConfig::stringToLogLevel(const std::string& name)
{
  return static_cast<ELogLevel>(std::find(c_names.begin(), c_names.end() - 1, toUpper(name)) - c_names.begin());
}

const char* LogConfig::logRealmToString(ELogRealm realm)
{
  return c_realms.at(realm);
}

std::optional<LogConfig::ELogRealm> LogConfig::stringToLogRealm(const std::string& name)
{
  for (std::size_t i = 0; i < c_realms.size(); ++i)
    if (toUpper(c_realms[i]) == toUpper(name)) return static_cast<ELogRealm>(i);
  return std::nullopt;
}
