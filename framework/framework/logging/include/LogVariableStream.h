// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogModRealm.h>
#include <framework/logging/LogVar.h>

#include <map>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace Belle2 {

  /** Collects the text and the variables of one message. */
  class LogVariableStream final {
  public:
    LogVariableStream() = default;
    explicit LogVariableStream(const std::string& text, const std::map<std::string, std::string>& variables = {});
    LogVariableStream(const LogVariableStream& other);
    LogVariableStream(LogVariableStream&&) = default;
    LogVariableStream& operator=(const LogVariableStream& other);
    LogVariableStream& operator=(LogVariableStream&&) = default;
    ~LogVariableStream() = default;

    LogVariableStream& operator<<(const LogVar& variable)
    {
      m_variables.push_back(variable);
      return *this;
    }
    /** Remembers the severity if the job runs in the realm; see adjustLogLevel(). */
    LogVariableStream& operator<<(const LogModRealm& modification);
    LogVariableStream& operator<<(std::ostream & (*manipulator)(std::ostream&))
    {
      m_text << manipulator;
      return *this;
    }
    /** Numbers go by value: constants of a class may have no address. */
    template<class T> std::enable_if_t<std::is_fundamental_v<T>, LogVariableStream&> operator<<(T value)
    {
      m_text << value;
      return *this;
    }
    template<class T> std::enable_if_t < !std::is_fundamental_v<T>, LogVariableStream& > operator<<(const T& value)
    {
      m_text << value;
      return *this;
    }

    /** Text without the variables. */
    std::string getMessage() const { return m_text.str(); }
    /** In the order given. */
    const std::vector<LogVar>& getVariables() const { return m_variables; }
    /** Text, and each variable on a line of its own as "name = value" after a tab. */
    std::string str(bool showVariables = true) const;

    /** Replace the severity by the one of the realm, if one was given for it. */
    void adjustLogLevel(LogConfig::ELogLevel& logLevel) const
    {
      if (m_logLevelOverride != LogConfig::c_Default) logLevel = m_logLevelOverride;
    }

    bool operator==(const LogVariableStream& other) const
    {
      return m_variables == other.m_variables && getMessage() == other.getMessage();
    }

  private:
    std::ostringstream m_text;
    std::vector<LogVar> m_variables;
    LogConfig::ELogLevel m_logLevelOverride = LogConfig::c_Default;
  };
}

// As in basf2, code outside the namespace finds it, too.
using Belle2::LogVariableStream;
