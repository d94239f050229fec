// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogMethod.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <stdexcept>

using namespace Belle2;

namespace {
  void doNothing() { B2METHOD(); }

  void fail()
  {
    B2METHOD();
    throw std::runtime_error("as expected");
  }
}

TEST(LogMethod, EntryAndExitAreDebugMessagesOfAHighLevel)
{
  auto& log = LogSystem::Instance();
  log.resetLogging();
  log.resetLogConnections();
  EXPECT_NO_LOGMESSAGE(doNothing(), LogConfig::c_Debug);
  log.getLogConfig()->setLogLevel(LogConfig::c_Debug);
  log.getLogConfig()->setDebugLevel(10000);
  TestHelpers::LogMessageCounter counter(LogConfig::c_Debug);
  doNothing();
  EXPECT_EQ(counter.getCount(), 2);
  EXPECT_THROW(fail(), std::runtime_error);
  EXPECT_EQ(counter.getCount(), 4);
  log.resetLogging();
}
