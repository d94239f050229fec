// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogMethod.h>
#include <framework/logging/LogSystem.h>

#include <cstdlib>

#ifdef _PACKAGE_
#define PACKAGENAME() _PACKAGE_
#else
#define PACKAGENAME() ""
#endif
#define FUNCTIONNAME() __PRETTY_FUNCTION__

/** Issues one message if it is enabled; the text is only put together then. */
#define B2_SEND_LOG(loglevel, debuglevel, streamText) \
  do { \
    if (::Belle2::LogSystem::Instance().isLevelEnabled(::Belle2::LogConfig::loglevel, debuglevel, PACKAGENAME())) { \
      ::Belle2::LogVariableStream b2LogStream; \
      b2LogStream << streamText; \
      ::Belle2::LogSystem::Instance().sendMessage( \
        ::Belle2::LogMessage(::Belle2::LogConfig::loglevel, b2LogStream, PACKAGENAME(), FUNCTIONNAME(), __FILE__, __LINE__, \
                             debuglevel)); \
    } \
  } while (false)

/** Debug message of a level from 0 to 999; the lower, the earlier it is shown. */
#define B2DEBUG(level, streamText) \
  do { \
    if (__builtin_expect(::Belle2::LogConfig::isDebugUsed(), 0)) B2_SEND_LOG(c_Debug, level, streamText); \
  } while (false)
#define B2INFO(streamText) B2_SEND_LOG(c_Info, 0, streamText)
#define B2RESULT(streamText) B2_SEND_LOG(c_Result, 0, streamText)
#define B2WARNING(streamText) B2_SEND_LOG(c_Warning, 0, streamText)
#define B2ERROR(streamText) B2_SEND_LOG(c_Error, 0, streamText)
/** Ends the job with exit code 1. */
#define B2FATAL(streamText) \
  do { \
    B2_SEND_LOG(c_Fatal, 0, streamText); \
    std::exit(1); \
  } while (false)

/** Ends the job if the condition does not hold. */
#define B2ASSERT(message, condition) \
  do { \
    if (!(condition)) B2FATAL("Assertion failed: " << message << " (condition: " #condition ")"); \
  } while (false)
