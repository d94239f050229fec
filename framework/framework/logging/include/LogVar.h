// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <limits>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

namespace Belle2 {

  /** Named value of a message, kept apart from its text so that equal texts can be counted. */
  class LogVar final {
  public:
    template<class T> LogVar(std::string name, const T& value): m_name(std::move(name)), m_value(toString(value)) {}
    const std::string& getName() const { return m_name; }
    const std::string& getValue() const { return m_value; }
    bool operator==(const LogVar& other) const { return m_name == other.m_name && m_value == other.m_value; }

  private:
    static std::string toString(const std::string& value) { return value; }
    /** Floating-point numbers get all the digits that tell them apart. */
    template<class T> static std::string toString(const T& value)
    {
      std::ostringstream stream;
      if constexpr(std::is_floating_point_v<T>) stream.precision(std::numeric_limits<T>::max_digits10);
      else stream.precision(std::numeric_limits<double>::max_digits10);
      stream << value;
      return stream.str();
    }

    std::string m_name;
    std::string m_value;
  };
}

// As in basf2, code outside the namespace finds it, too.
using Belle2::LogVar;
