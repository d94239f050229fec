// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/Logger.h>
#include <framework/utilities/TempDirCreator.h>
#include <framework/utilities/TestComparisons.h>

#include <gtest/gtest.h>

#include <sstream>

namespace Belle2::TestHelpers {
  /** Counts the messages of one level that are issued during its life; they need not be shown. */
  class LogMessageCounter {
  public:
    explicit LogMessageCounter(LogConfig::ELogLevel level)
      : m_level(level), m_before(LogSystem::Instance().getMessageCounter(level)) {}
    int getCount() const { return LogSystem::Instance().getMessageCounter(m_level) - m_before; }

  private:
    LogConfig::ELogLevel m_level;
    int m_before;
  };
}

/** The expression issues at least one message of the level. */
#define EXPECT_LOGMESSAGE(expression, loglevel)                                                                  \
  do {                                                                                                           \
    ::Belle2::TestHelpers::LogMessageCounter b2LogMessageCounter(loglevel);                                      \
    { expression; }                                                                                              \
    EXPECT_GE(b2LogMessageCounter.getCount(), 1) << "no message of the level " #loglevel " from " #expression;   \
  } while (false)

/** The expression issues no message of the level. */
#define EXPECT_NO_LOGMESSAGE(expression, loglevel)                                                               \
  do {                                                                                                           \
    ::Belle2::TestHelpers::LogMessageCounter b2LogMessageCounter(loglevel);                                      \
    { expression; }                                                                                              \
    EXPECT_EQ(b2LogMessageCounter.getCount(), 0) << "message of the level " #loglevel " from " #expression;      \
  } while (false)

#define EXPECT_B2INFO(expression) EXPECT_LOGMESSAGE(expression, ::Belle2::LogConfig::c_Info)
#define EXPECT_NO_B2INFO(expression) EXPECT_NO_LOGMESSAGE(expression, ::Belle2::LogConfig::c_Info)
#define EXPECT_B2WARNING(expression) EXPECT_LOGMESSAGE(expression, ::Belle2::LogConfig::c_Warning)
#define EXPECT_NO_B2WARNING(expression) EXPECT_NO_LOGMESSAGE(expression, ::Belle2::LogConfig::c_Warning)
#define EXPECT_B2ERROR(expression) EXPECT_LOGMESSAGE(expression, ::Belle2::LogConfig::c_Error)
#define EXPECT_NO_B2ERROR(expression) EXPECT_NO_LOGMESSAGE(expression, ::Belle2::LogConfig::c_Error)
/** The expression ends the process with exit code 1. */
#define EXPECT_B2FATAL(expression) EXPECT_EXIT(expression, ::testing::ExitedWithCode(1), "")
/** The expression does not end the process. */
#define EXPECT_NO_B2FATAL(expression) EXPECT_NO_LOGMESSAGE(expression, ::Belle2::LogConfig::c_Fatal)

/** Adds a message, put together with <<, to all that fails in the rest of the block. */
#define TEST_CONTEXT(message) \
  SCOPED_TRACE([&]() { std::ostringstream b2TestContext; b2TestContext << message; return b2TestContext.str(); }())
