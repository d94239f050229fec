// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/Logger.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include <stdlib.h>

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

  /** Makes a temporary folder the working directory, and removes it with all its content at the end. */
  class TempDirCreator {
  public:
    TempDirCreator(): m_oldPath(std::filesystem::current_path())
    {
      std::string pattern = std::filesystem::temp_directory_path() / ("basf2_" + std::string(6, 'X'));
      if (!mkdtemp(pattern.data())) throw std::runtime_error("Cannot create a temporary folder like " + pattern);
      m_newPath = pattern;
      std::filesystem::current_path(m_newPath);
    }
    ~TempDirCreator()
    {
      std::error_code ignored;
      std::filesystem::current_path(m_oldPath, ignored);
      std::filesystem::remove_all(m_newPath, ignored);
    }
    TempDirCreator(const TempDirCreator&) = delete;
    TempDirCreator& operator=(const TempDirCreator&) = delete;
    /** Full name of a file in the folder, or of the folder. */
    std::string getTempDir(const std::string& filename = "") const
    {
      return filename.empty() ? m_newPath : m_newPath + "/" + filename;
    }

  private:
    std::string m_oldPath;
    std::string m_newPath;
  };
}

/** The expression issues at least one message of the level. */
#define EXPECT_LOGMESSAGE(expression, loglevel)                                                                  \
  do {                                                                                                           \
    ::Belle2::TestHelpers::LogMessageCounter b2LogMessageCounter(::Belle2::LogConfig::loglevel);                 \
    { expression; }                                                                                              \
    EXPECT_GE(b2LogMessageCounter.getCount(), 1) << "no " #loglevel " message from " #expression;                \
  } while (false)

/** The expression issues no message of the level. */
#define EXPECT_NO_LOGMESSAGE(expression, loglevel)                                                               \
  do {                                                                                                           \
    ::Belle2::TestHelpers::LogMessageCounter b2LogMessageCounter(::Belle2::LogConfig::loglevel);                 \
    { expression; }                                                                                              \
    EXPECT_EQ(b2LogMessageCounter.getCount(), 0) << #loglevel " message from " #expression;                      \
  } while (false)

#define EXPECT_B2INFO(expression) EXPECT_LOGMESSAGE(expression, c_Info)
#define EXPECT_NO_B2INFO(expression) EXPECT_NO_LOGMESSAGE(expression, c_Info)
#define EXPECT_B2WARNING(expression) EXPECT_LOGMESSAGE(expression, c_Warning)
#define EXPECT_NO_B2WARNING(expression) EXPECT_NO_LOGMESSAGE(expression, c_Warning)
#define EXPECT_B2ERROR(expression) EXPECT_LOGMESSAGE(expression, c_Error)
#define EXPECT_NO_B2ERROR(expression) EXPECT_NO_LOGMESSAGE(expression, c_Error)
/** The expression ends the process with exit code 1. */
#define EXPECT_B2FATAL(expression) EXPECT_EXIT(expression, ::testing::ExitedWithCode(1), "")
/** The expression does not end the process. */
#define EXPECT_NO_B2FATAL(expression) EXPECT_NO_LOGMESSAGE(expression, c_Fatal)
