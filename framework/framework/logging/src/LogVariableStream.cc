// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogVariableStream.h>

#include <framework/logging/LogSystem.h>

namespace Belle2 {
  LogVariableStream::LogVariableStream(const std::string& text, const std::map<std::string, std::string>& variables)
  {
    m_text << text;
    for (const auto& [name, value] : variables) m_variables.emplace_back(name, value);
  }

  LogVariableStream::LogVariableStream(const LogVariableStream& other)
    : m_variables(other.m_variables), m_logLevelOverride(other.m_logLevelOverride)
  {
    m_text << other.getMessage();
  }

  LogVariableStream& LogVariableStream::operator=(const LogVariableStream& other)
  {
    return *this = LogVariableStream(other);
  }

  LogVariableStream& LogVariableStream::operator<<(const LogModRealm& modification)
  {
    if (modification.getRealm() == LogSystem::Instance().getRealm()) m_logLevelOverride = modification.getLogLevel();
    return *this;
  }

  std::string LogVariableStream::str(bool showVariables) const
  {
    std::string text = getMessage();
    if (!showVariables) return text;
    for (const auto& variable : m_variables) text += "\n\t" + variable.getName() + " = " + variable.getValue();
    return text;
  }
}
