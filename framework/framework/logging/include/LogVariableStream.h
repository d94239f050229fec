// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace Belle2 {

  /** Named value of a message, kept apart from its text so that equal texts can be counted. */
  class LogVar final {
  public:
    template<class T> LogVar(std::string name, const T& value): m_name(std::move(name)), m_value(toString(value)) {}
    const std::string& getName() const { return m_name; }
    const std::string& getValue() const { return m_value; }

  private:
    static std::string toString(const std::string& value) { return value; }
    template<class T> static std::string toString(const T& value)
    {
      std::ostringstream stream;
      stream.precision(17);
      stream << value;
      return stream.str();
    }

    std::string m_name;
    std::string m_value;
  };

  /** Collects the text and the variables of one message. */
  class LogVariableStream final {
  public:
    LogVariableStream() = default;
    explicit LogVariableStream(const std::string& text) { m_text << text; }

    LogVariableStream& operator<<(const LogVar& variable)
    {
      m_variables.emplace_back(variable.getName(), variable.getValue());
      return *this;
    }
    LogVariableStream& operator<<(std::ostream & (*manipulator)(std::ostream&))
    {
      m_text << manipulator;
      return *this;
    }
    template<class T> LogVariableStream& operator<<(const T& value)
    {
      m_text << value;
      return *this;
    }

    std::string getText() const { return m_text.str(); }
    /** Pairs of name and value in the order given. */
    const std::vector<std::pair<std::string, std::string>>& getVariables() const { return m_variables; }

  private:
    std::ostringstream m_text;
    std::vector<std::pair<std::string, std::string>> m_variables;
  };
}
