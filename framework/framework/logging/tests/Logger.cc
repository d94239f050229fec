// SPDX-License-Identifier: LGPL-3.0-or-later
// What is compiled out here must still compile.
#define LOG_NO_B2DEBUG
#define LOG_NO_B2INFO
#define LOG_NO_B2RESULT
#define LOG_NO_B2WARNING
#define LOG_NO_B2ASSERT
#define LOG_NO_B2METHOD
#include <framework/logging/LogMethod.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

using namespace Belle2;

TEST(Logger, MessagesCanBeCompiledOut)
{
  B2METHOD();
  EXPECT_NO_B2INFO(B2INFO("not there"));
  EXPECT_NO_B2WARNING(B2WARNING("not there"));
  EXPECT_NO_LOGMESSAGE(B2RESULT("not there"), LogConfig::c_Result);
  EXPECT_NO_LOGMESSAGE(B2DEBUG(1, "not there"), LogConfig::c_Debug);
  EXPECT_NO_B2FATAL(B2ASSERT("not there", false));
  if (true) B2DEBUG(1, "not there");
  else B2WARNING("not there");
}

TEST(Logger, ErrorsCannotBeCompiledOut)
{
  EXPECT_B2ERROR(B2ERROR("there"));
  EXPECT_B2FATAL(B2FATAL("there"));
}
