// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

namespace Belle2 {

  /** Debug messages of level 10000 at entry and exit of a function. */
  class LogMethod final {
  public:
    explicit LogMethod(const char* function);
    ~LogMethod();
    LogMethod(const LogMethod&) = delete;
    LogMethod& operator=(const LogMethod&) = delete;

  private:
    const char* m_function;
    static int s_depth;
  };
}

#define B2METHOD() ::Belle2::LogMethod b2LogMethod(__PRETTY_FUNCTION__)
