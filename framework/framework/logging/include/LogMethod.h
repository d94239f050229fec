// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/Logger.h>

#include <string>

namespace Belle2 {

  /** Debug messages of level 10000 at entry and exit of a function, by return or by exception. */
  class LogMethod final {
  public:
    LogMethod(const char* package, const char* function, const char* file, unsigned int line);
    ~LogMethod();
    LogMethod(const LogMethod&) = delete;
    LogMethod& operator=(const LogMethod&) = delete;

  private:
    void send(const std::string& text) const;

    const char* m_package;
    const char* m_function;
    const char* m_file;
    unsigned int m_line;
    int m_exceptions;
    static thread_local int s_depth;
  };
}

/** Put at the start of a block, reports that it is entered and left. */
#ifdef LOG_NO_B2METHOD
#define B2METHOD() B2_DO_NOTHING
#else
#define B2METHOD() ::Belle2::LogMethod b2LogMethod(PACKAGENAME(), FUNCTIONNAME(), __FILE__, __LINE__)
#endif
