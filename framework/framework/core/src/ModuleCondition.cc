// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ModuleCondition.h>

#include <framework/core/Path.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <stdexcept>

namespace {
  using Operators = Belle2::ModuleCondition::EConditionOperators;

  const std::map<std::string, Operators> c_operators = {
    {">", Operators::c_GT}, {"<", Operators::c_ST}, {">=", Operators::c_GE}, {"<=", Operators::c_SE},
    {"=", Operators::c_EQ}, {"==", Operators::c_EQ}, {"!=", Operators::c_NE}
  };
  const char* const c_symbols[] = {">", "<", ">=", "<=", "==", "!="};
}

namespace Belle2 {
  ModuleCondition::ModuleCondition(const std::string& expression, std::shared_ptr<Path> path, EAfterConditionPath after)
    : m_path(std::move(path)), m_after(after)
  {
    std::string text = expression;
    text.erase(std::remove_if(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c); }), text.end());
    const auto operatorEnd = text.find_first_not_of("<>=!");
    const auto found = c_operators.find(text.substr(0, operatorEnd));
    bool parsed = operatorEnd != std::string::npos && found != c_operators.end();
    if (parsed) {
      const char* begin = text.data() + operatorEnd;
      const char* end = text.data() + text.size();
      if (*begin == '+' && begin + 1 < end && std::isdigit(static_cast<unsigned char>(begin[1]))) ++begin;
      const auto result = std::from_chars(begin, end, m_value);
      parsed = result.ec == std::errc() && result.ptr == end;
    }
    if (!parsed) throw std::runtime_error("Invalid condition: could not parse condition: '" + expression + "'!");
    if (!m_path) throw std::runtime_error("Invalid condition: the path of the condition '" + expression + "' is missing.");
    m_operator = found->second;
  }

  std::string ModuleCondition::getExpression() const
  {
    return c_symbols[static_cast<int>(m_operator)] + std::to_string(m_value);
  }

  std::string ModuleCondition::getString() const
  {
    return getExpression() + m_path->getPathString();
  }
}
