// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogMessage.h>

#include <gtest/gtest.h>

#include <sstream>

using namespace Belle2;

namespace {
  LogMessage makeMessage()
  {
    LogVariableStream stream("a \"text\"");
    stream << LogVar("name", "va\nlue");
    LogMessage message(LogConfig::c_Warning, stream, "pkg", "f()", "file.cc", 12);
    message.setModule("Some");
    return message;
  }

  std::string print(LogMessage message, unsigned int info)
  {
    message.setLogInfo(info);
    std::ostringstream out;
    out << message;
    return out.str();
  }

  std::string toJSON(LogMessage message, unsigned int info)
  {
    message.setLogInfo(info);
    return message.toJSON(false);
  }
}

TEST(LogMessage, TextShowsThePartsAskedFor)
{
  const auto message = makeMessage();
  EXPECT_EQ(print(message, LogConfig::c_Level), "[WARNING] \n");
  EXPECT_EQ(print(message, LogConfig::c_Message), "a \"text\"\n\tname = va\nlue\n");
  EXPECT_EQ(print(message, LogConfig::c_Message | LogConfig::c_NoVariables), "a \"text\"\n");
  const unsigned int origin = LogConfig::c_Module | LogConfig::c_Package | LogConfig::c_Function | LogConfig::c_File
                              | LogConfig::c_Line;
  EXPECT_EQ(print(message, origin), "  { module: Some package: pkg function: f() @file.cc:12 }\n");
  EXPECT_EQ(print(message, LogConfig::c_Line), "  { :12 }\n");
  EXPECT_EQ(print(LogMessage(LogConfig::c_Info, "x", nullptr, "", "", 1), origin | LogConfig::c_Message), "x\n");
}

TEST(LogMessage, JsonHasThePartsAskedFor)
{
  const auto message = makeMessage();
  EXPECT_EQ(toJSON(message, 0), "{\"level\":\"WARNING\"}\n");
  EXPECT_EQ(toJSON(message, LogConfig::c_Message),
            "{\"level\":\"WARNING\",\"message\":\"a \\\"text\\\"\",\"variables\":{\"name\":\"va\\nlue\"}}\n");
  EXPECT_EQ(toJSON(LogMessage(LogConfig::c_Info, "x", "p", "", "", 1), LogConfig::c_Message | LogConfig::c_Line),
            "{\"level\":\"INFO\",\"message\":\"x\",\"line\":1}\n");
}

TEST(LogMessage, CompleteJsonKnowsTheMoment)
{
  auto message = makeMessage();
  message.setCount(4);
  EXPECT_NE(message.toJSON(true).find(",\"proc\":-1,\"count\":4,\"initialize\":true}\n"), std::string::npos);
  LogContext context;
  context.valid = context.hasStatistics = true;
  context.initialize = false;
  context.proc = 2;
  context.experiment = 1;
  context.run = 2;
  context.subrun = 3;
  context.event = 4;
  context.nruns = 5;
  context.nevents = 6;
  message.setContext(context);
  EXPECT_NE(message.toJSON(true).find(",\"proc\":2,\"count\":4,\"experiment\":1,\"run\":2,\"subrun\":3,\"event\":4,\"nruns\":5,"
                                      "\"nevents\":6,\"initialize\":false}\n"), std::string::npos) << message.toJSON(true);
}

TEST(LogMessage, JsonOfABrokenTextIsStillJson)
{
  const LogMessage message(LogConfig::c_Info, std::string("\xff\xc3\xa9\x01\xed\xa0\x80", 7), "", "", "", 1);
  EXPECT_EQ(toJSON(message, LogConfig::c_Message),
            "{\"level\":\"INFO\",\"message\":\"\xEF\xBF\xBD\xc3\xa9\\u0001\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"}\n");
}

TEST(LogMessage, EqualMessagesMayDifferInTimeOnly)
{
  EXPECT_TRUE(makeMessage() == makeMessage());
  EXPECT_TRUE(makeMessage() != LogMessage(LogConfig::c_Warning, "a \"text\"", "pkg", "f()", "file.cc", 12));
}
