// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace Belle2 {
  /** Exception whose message has places for values, filled with << one after the other. */
  class FormattedException : public std::runtime_error {
  public:
    /** Places are %1%, %2% ... or printf forms such as %s and %d; %% is a percent sign. */
    explicit FormattedException(const std::string& format): std::runtime_error(format), m_format(format) { fill(); }
    const char* what() const noexcept override { return m_text.c_str(); }

  protected:
    /** Fill the next place. */
    void add(const std::string& value) { m_values.push_back(value); fill(); }

  private:
    /** Write the text with the values that are there so far; other places are empty. */
    void fill();

    std::string m_format;
    std::string m_text;
    std::vector<std::string> m_values;
  };
}

/** Define an exception class: `throw (Name() << value << other);` */
#define BELLE2_DEFINE_EXCEPTION(ClassName, Message)                          \
  class ClassName : public ::Belle2::FormattedException {                    \
  public:                                                                    \
    ClassName(): FormattedException(Message) {}                              \
    template<class T> ClassName& operator<<(const T& value)                  \
    {                                                                        \
      std::ostringstream text;                                               \
      text << value;                                                         \
      add(text.str());                                                       \
      return *this;                                                          \
    }                                                                        \
  };
