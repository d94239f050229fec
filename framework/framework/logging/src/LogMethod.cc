// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogMethod.h>

#include <framework/logging/LogSystem.h>

#include <exception>

using namespace Belle2;

namespace {
  constexpr int c_debugLevel = 10000;
}

thread_local int LogMethod::s_depth = 0;

LogMethod::LogMethod(const char* package, const char* function, const char* file, unsigned int line)
  : m_package(package), m_function(function), m_file(file), m_line(line), m_exceptions(std::uncaught_exceptions())
{
  send("Entering ");
  ++s_depth;
}

LogMethod::~LogMethod()
{
  --s_depth;
  send(std::uncaught_exceptions() > m_exceptions ? "Leaving because of an exception " : "Leaving ");
}

void LogMethod::send(const std::string& text) const
{
  auto& log = LogSystem::Instance();
  if (!log.isLevelEnabled(LogConfig::c_Debug, c_debugLevel, m_package)) return;
  const std::string indented = std::string(static_cast<size_t>(s_depth), ' ') + text + m_function;
  log.sendMessage(LogMessage(LogConfig::c_Debug, indented, m_package, m_function, m_file, m_line, c_debugLevel));
}
