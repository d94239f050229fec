// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/CommandLine.h>

#include <gtest/gtest.h>

using namespace Belle2;
using Words = std::vector<std::string>;

namespace {
  CommandLine parse(Words words)
  {
    words.insert(words.begin(), "basf2");
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    return CommandLine(static_cast<int>(words.size()), argv.data());
  }

  std::string getError(const Words& words)
  {
    try {
      parse(words);
    } catch (const CommandLineError& error) {
      return error.what();
    }
    return "";
  }
}

TEST(CommandLine, OptionsAndArgumentsMayBeMixed)
{
  const auto line = parse({"-n", "3", "job.py", "a", "--no-stats", "b", "-lINFO", "--", "-n", "--", "c"});
  EXPECT_EQ(line.getSteering(), "job.py");
  EXPECT_EQ(line.getArguments(), (Words{"a", "b", "-n", "--", "c"}));
  EXPECT_EQ(line.getValue("events"), "3");
  EXPECT_EQ(line.getValue("log_level"), "INFO");
  EXPECT_TRUE(line.has("no-stats"));
  EXPECT_FALSE(line.has("dry-run"));
}

TEST(CommandLine, RepeatableOptionsKeepTheirOrder)
{
  EXPECT_EQ(parse({"-i", "a", "-ib", "--input=c"}).getValues("input"), (Words{"a", "b", "c"}));
  EXPECT_EQ(parse({}).getValues("input"), Words());
}

TEST(CommandLine, EmptySteeringFileIsStillOne)
{
  EXPECT_EQ(parse({"", "a"}).getSteering(), "");
  EXPECT_FALSE(parse({"-v"}).getSteering().has_value());
}

TEST(CommandLine, NumbersBelowZeroAreValues)
{
  EXPECT_EQ(parse({"-p", "-1"}).getValue("processes"), "-1");
  EXPECT_EQ(parse({"-o", "-"}).getValue("output"), "-");
  EXPECT_EQ(parse({"--random-seed=-x"}).getValue("random-seed"), "-x");
}

TEST(CommandLine, NameOfAModuleIsOptional)
{
  EXPECT_EQ(parse({"-m"}).getValue("modules"), "");
  EXPECT_EQ(parse({"-mX"}).getValue("modules"), "X");
  const auto line = parse({"-m", "X"});
  EXPECT_EQ(line.getValue("modules"), "");
  EXPECT_EQ(line.getSteering(), "X");
}

TEST(CommandLine, UniqueBeginningsOfNamesAreEnough)
{
  EXPECT_TRUE(parse({"--dry"}).has("dry-run"));
  EXPECT_EQ(parse({"--exp", "5"}).getValue("experiment"), "5");
  EXPECT_NE(getError({"--module"}), "");
}

TEST(CommandLine, MistakesAreNamed)
{
  EXPECT_EQ(getError({"--output"}), "the option '--output' needs a value");
  EXPECT_EQ(getError({"-o", "--"}), "the option '--output' needs a value");
  EXPECT_EQ(getError({"--realm", "online", "--realm", "online"}), "the option '--realm' is given more than once");
  EXPECT_EQ(getError({"-vy"}), "unrecognised option '-y'");
  EXPECT_EQ(getError({"--zmq=1"}), "the option '--zmq' takes no value");
  EXPECT_EQ(getError({"--vresion"}), "unrecognised option '--vresion' Did you mean '--version'?");
}

TEST(CommandLine, HelpNamesEveryOptionOfUsers)
{
  const std::string help = CommandLine::getHelp();
  for (const char* option : {"-h, --help", "-m, --modules [NAME]", "--version-short", "--job-information FILE", "--profile MODULE"})
    EXPECT_NE(help.find(option), std::string::npos) << option;
  EXPECT_EQ(help.find("--steering"), std::string::npos);
}
