// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <framework/logging/LogConfig.h>
#include <framework/logging/LogMessage.h>
#include <framework/logging/LogSystem.h>

#include <cstdlib>

#ifdef _PACKAGE_
#define PACKAGENAME() _PACKAGE_
#else
#define PACKAGENAME() ""
#endif
#define FUNCTIONNAME() __PRETTY_FUNCTION__

/** What is left of a macro that is compiled out, with LOG_NO_B2DEBUG, LOG_NO_B2INFO, and so on. */
#define B2_DO_NOTHING do {} while (false)

/** Issues one message if it is enabled; the text is only put together then. */
#define B2LOG(loglevel, debuglevel, streamText) \
  do { \
    if (::Belle2::LogSystem::Instance().isLevelEnabled(loglevel, debuglevel, PACKAGENAME())) { \
      ::Belle2::LogVariableStream b2LogStream; \
      b2LogStream << streamText; \
      ::Belle2::LogSystem::Instance().sendMessage( \
        ::Belle2::LogMessage(loglevel, b2LogStream, PACKAGENAME(), FUNCTIONNAME(), __FILE__, __LINE__, debuglevel)); \
    } \
  } while (false)

/** Debug message of a level from 0 to 999; the lower, the earlier it is shown. */
#ifdef LOG_NO_B2DEBUG
#define B2DEBUG(level, streamText) B2_DO_NOTHING
#else
#define B2DEBUG(level, streamText) \
  do { \
    if (__builtin_expect(::Belle2::LogConfig::isDebugUsed(), 0)) B2LOG(::Belle2::LogConfig::c_Debug, level, streamText); \
  } while (false)
#endif

/** What the user may want to know. */
#ifdef LOG_NO_B2INFO
#define B2INFO(streamText) B2_DO_NOTHING
#else
#define B2INFO(streamText) B2LOG(::Belle2::LogConfig::c_Info, 0, streamText)
#endif

/** Deprecated: use B2INFO. */
#ifdef LOG_NO_B2RESULT
#define B2RESULT(streamText) B2_DO_NOTHING
#else
#define B2RESULT(streamText) B2LOG(::Belle2::LogConfig::c_Result, 0, streamText)
#endif

/** What may be wrong. */
#ifdef LOG_NO_B2WARNING
#define B2WARNING(streamText) B2_DO_NOTHING
#else
#define B2WARNING(streamText) B2LOG(::Belle2::LogConfig::c_Warning, 0, streamText)
#endif

/** What is wrong. */
#define B2ERROR(streamText) B2LOG(::Belle2::LogConfig::c_Error, 0, streamText)

/** Ends the job with exit code 1. */
#define B2FATAL(streamText) \
  do { \
    B2LOG(::Belle2::LogConfig::c_Fatal, 0, streamText); \
    std::exit(1); \
  } while (false)

/** Ends the job if the condition does not hold. */
#ifdef LOG_NO_B2ASSERT
#define B2ASSERT(message, condition) B2_DO_NOTHING
#else
#define B2ASSERT(message, condition) \
  do { \
    if (!(condition)) B2FATAL("Assertion failed: " << message << " (condition: " #condition ")"); \
  } while (false)
#endif
