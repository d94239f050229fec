// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/Logger.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <memory>
#include <sstream>

using namespace Belle2;

namespace {
  /** Keeps the text of messages. */
  class Recorder final: public LogConnectionBase {
  public:
    explicit Recorder(std::ostream& out): m_out(out) {}
    bool isConnected() override { return true; }
    bool sendMessage(const LogMessage& message) override
    {
      m_out << message;
      return true;
    }

  private:
    std::ostream& m_out;
  };

  class LoggingTest: public ::testing::Test {
  protected:
    void SetUp() override
    {
      LogSystem::Instance().resetLogging();
      LogSystem::Instance().resetLogConnections();
      LogSystem::Instance().addLogConnection(std::make_unique<Recorder>(m_out));
    }
    void TearDown() override { LogSystem::Instance().resetLogging(); }
    std::ostringstream m_out;
  };
}

TEST_F(LoggingTest, VariablesAreShownInTheOrderGivenWithAllDigits)
{
  B2INFO("text " << 1 << LogVar("b", 3.14) << LogVar("a", "x"));
  EXPECT_EQ(m_out.str(), "[INFO] text 1\n\tb = 3.1400000000000001\n\ta = x\n");
}

TEST_F(LoggingTest, MacrosAreSingleStatements)
{
  if (m_out.str().empty()) B2INFO("first");
  else B2INFO("second");
  EXPECT_EQ(m_out.str(), "[INFO] first\n");
}

TEST_F(LoggingTest, WarningsNameTheModule)
{
  const std::string name = "Some";
  LogSystem::Instance().updateModule(nullptr, name);
  B2WARNING("careful");
  LogSystem::Instance().updateModule();
  EXPECT_EQ(m_out.str(), "[WARNING] careful  { module: Some }\n");
}

TEST_F(LoggingTest, DebugMessagesAppearUpToTheDebugLevel)
{
  B2DEBUG(1, "hidden");
  LogSystem::Instance().getLogConfig()->setLogLevel(LogConfig::c_Debug);
  LogSystem::Instance().getLogConfig()->setDebugLevel(20);
  LogSystem::Instance().getLogConfig()->setLogInfo(LogConfig::c_Debug,
                                                   LogConfig::c_Level | LogConfig::c_Message);
  B2DEBUG(20, "shown");
  B2DEBUG(21, "hidden");
  EXPECT_EQ(m_out.str(), "[DEBUG:20] shown\n");
}

TEST_F(LoggingTest, PackageSettingsBeatModuleSettingsAndThoseTheGlobalOnes)
{
  LogSystem& system = LogSystem::Instance();
  const std::string name = "Some";
  LogConfig module(LogConfig::c_Error);
  system.updateModule(&module, name);
  EXPECT_FALSE(system.isLevelEnabled(LogConfig::c_Warning, 0, "pkg"));
  system.getPackageLogConfig("pkg").setLogLevel(LogConfig::c_Info);
  EXPECT_TRUE(system.isLevelEnabled(LogConfig::c_Warning, 0, "pkg"));
  module.setLogLevel(LogConfig::c_Default);
  system.getModuleLogConfig("Some").setLogLevel(LogConfig::c_Warning);
  EXPECT_FALSE(system.isLevelEnabled(LogConfig::c_Info, 0, "other"));
  system.updateModule();
  EXPECT_TRUE(system.isLevelEnabled(LogConfig::c_Info, 0, "other"));
}

TEST_F(LoggingTest, ErrorsCannotBeSilenced)
{
  LogSystem::Instance().getLogConfig()->setLogLevel(LogConfig::c_Fatal);
  EXPECT_EQ(LogSystem::Instance().getLogConfig()->getLogLevel(), LogConfig::c_Error);
  B2ERROR("seen");
  EXPECT_NE(m_out.str().find("[ERROR] seen"), std::string::npos);
}

TEST_F(LoggingTest, RepeatedMessagesAreOnlyCounted)
{
  LogSystem::Instance().setMaxMessageRepetitions(2);
  for (int i = 0; i < 5; ++i) B2INFO("same" << LogVar("i", i));
  EXPECT_EQ(LogSystem::Instance().getMessageCounter(LogConfig::c_Info), 5);
  EXPECT_EQ(m_out.str(),
            "[INFO] same\n\ti = 0\n[INFO] same\n\ti = 1\n"
            "[WARNING] The previous message has come 2 times; from now on it is only counted.\n");
  EXPECT_EQ(LogSystem::Instance().getMessageCounter(LogConfig::c_Warning), 0);
}

TEST_F(LoggingTest, SummaryShowsWarningsAndErrorsWithTheirNumbers)
{
  LogSystem::Instance().enableErrorSummary(true);
  for (int i = 0; i < 3; ++i) B2ERROR("bad" << LogVar("x", 2));
  B2WARNING("odd" << LogVar("x", 1));
  m_out.str("");
  LogSystem::Instance().printErrorSummary();
  const std::string summary = m_out.str();
  const auto error = summary.find("[ERROR] bad\n[INFO]     (last message occurred 3 times)");
  ASSERT_NE(error, std::string::npos);
  EXPECT_LT(error, summary.find("[WARNING] odd\n\tx = 1\n"));
  EXPECT_EQ(summary.find("x = 2"), std::string::npos);
  EXPECT_NE(summary.find("[ERROR] in total, 3 errors occurred during processing\n"), std::string::npos);
  EXPECT_NE(summary.find("[WARNING] in total, 1 warnings occurred during processing\n"), std::string::npos);
  EXPECT_EQ(LogSystem::Instance().getMessageCounter(LogConfig::c_Error), 3);
}

TEST_F(LoggingTest, SummaryHasRoomForAHundredMessages)
{
  LogSystem::Instance().enableErrorSummary(true);
  for (int i = 0; i < 101; ++i) B2WARNING("number " << i);
  m_out.str("");
  LogSystem::Instance().printErrorSummary();
  EXPECT_NE(m_out.str().find("number 99\n"), std::string::npos);
  EXPECT_EQ(m_out.str().find("number 100\n"), std::string::npos);
  EXPECT_NE(m_out.str().find("only the first 100 different messages"), std::string::npos);
}

TEST_F(LoggingTest, HarmlessRepetitionsLeaveRoomForWarnings)
{
  LogSystem::Instance().setMaxMessageRepetitions(1);
  LogSystem::Instance().enableErrorSummary(true);
  for (int i = 0; i < 200; ++i) B2INFO("number " << i);
  B2WARNING("seen");
  m_out.str("");
  LogSystem::Instance().printErrorSummary();
  EXPECT_NE(m_out.str().find("[WARNING] seen"), std::string::npos);
}

TEST_F(LoggingTest, SuppressedMessagesAreReportedNowAndThen)
{
  LogSystem::Instance().setMaxMessageRepetitions(1);
  for (int i = 0; i < 101; ++i) B2INFO("same");
  EXPECT_NE(m_out.str().find("[WARNING] 100 messages were not shown so far"), std::string::npos);
}

TEST_F(LoggingTest, AbortingMessagesAreNeverSuppressed)
{
  LogSystem::Instance().setMaxMessageRepetitions(1);
  B2ERROR("enough");
  LogSystem::Instance().getLogConfig()->setAbortLevel(LogConfig::c_Error);
  EXPECT_B2FATAL(B2ERROR("enough"));
}

TEST_F(LoggingTest, RealmChangesTheSeverity)
{
  const LogModRealm online(LogConfig::c_Online, LogConfig::c_Error);
  EXPECT_NO_B2ERROR(B2WARNING("x" << online));
  LogSystem::Instance().setRealm(LogConfig::c_Online);
  EXPECT_B2ERROR(B2WARNING("x" << online));
  EXPECT_NO_B2WARNING(B2WARNING("x" << online));
  LogSystem::Instance().getLogConfig()->setLogLevel(LogConfig::c_Warning);
  m_out.str("");
  B2ERROR("lowered" << LogModRealm(LogConfig::c_Online, LogConfig::c_Info));
  EXPECT_EQ(m_out.str(), "");
  LogSystem::Instance().setRealm(LogConfig::c_None);
}

TEST_F(LoggingTest, RealmsHaveNames)
{
  EXPECT_EQ(LogConfig::stringToLogRealm("OnLine"), LogConfig::c_Online);
  EXPECT_STREQ(LogConfig::logRealmToString(LogConfig::c_Production), "production");
  EXPECT_FALSE(LogConfig::stringToLogRealm("offline"));
}

TEST_F(LoggingTest, ProcessNumberStandsBeforeTheText)
{
  LogSystem::Instance().setContext([] { LogContext context; context.proc = 3; return context; });
  B2INFO("text");
  LogSystem::Instance().setContext(nullptr);
  EXPECT_EQ(m_out.str(), "[INFO] (3) text\n");
}

TEST_F(LoggingTest, FatalCallsTheAbortHandlerAndEndsWithOne)
{
  auto fail = [] {
    LogSystem::Instance().setAbortHandler([] { std::fputs("handler\n", stderr); });
    B2FATAL("over");
  };
  EXPECT_EXIT(fail(), ::testing::ExitedWithCode(1), "handler");
  EXPECT_B2FATAL(B2ASSERT("must hold", 1 == 2));
}

TEST_F(LoggingTest, AbortLevelCanBeLowered)
{
  LogSystem::Instance().getLogConfig()->setAbortLevel(LogConfig::c_Warning);
  EXPECT_B2FATAL(B2WARNING("enough"));
  EXPECT_NO_B2FATAL(B2INFO("fine"));
}
