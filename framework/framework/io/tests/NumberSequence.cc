// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/FileNames.h>
#include <framework/io/NumberSequence.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <fstream>

using namespace Belle2;

namespace {
  using Numbers = std::vector<std::int64_t>;
  Numbers numbers(const std::string& text) { return NumberSequence(text).getNumbers(6); }
}

TEST(NumberSequence, RangesIncludeBothEnds)
{
  EXPECT_EQ(numbers("1:3,5"), (Numbers{1, 2, 3, 5}));
  EXPECT_EQ(numbers(":"), (Numbers{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(numbers(":1"), (Numbers{0, 1}));
  EXPECT_EQ(numbers("4:"), (Numbers{4, 5}));
  EXPECT_EQ(numbers("4-"), (Numbers{4, 5}));
  EXPECT_EQ(numbers("0"), Numbers{0});
}

TEST(NumberSequence, NumbersComeOnceInRisingOrder)
{
  EXPECT_EQ(numbers("4,1:2,2,1"), (Numbers{1, 2, 4}));
  EXPECT_EQ(numbers("7:9"), Numbers{});
}

TEST(NumberSequence, MistakesAreNamed)
{
  for (const char* text : {"", "a", "1,,2", "1 2", "3:1", "1:2:3", "1,", "99999999999999999999"}) {
    EXPECT_THROW(NumberSequence{text}, std::invalid_argument) << text;
  }
}

TEST(FileNames, WildcardsAndStrangeNamesAreFiles)
{
  TestHelpers::TempDirCreator folder;
  for (const char* name : {"a 1.root", "a 2.root", "b(\"ü').root"}) std::ofstream{name};
  EXPECT_EQ(FileNames::expand({"a *.root"}), (std::vector<std::string> {"a 1.root", "a 2.root"}));
  EXPECT_EQ(FileNames::expand({"b(\"ü').root"}), std::vector<std::string> {"b(\"ü').root"});
  EXPECT_EQ(FileNames::expand({"file://a 1.root"}), std::vector<std::string> {"a 1.root"});
  EXPECT_EQ(FileNames::expand({"root://host/x*"}), std::vector<std::string> {"root://host/x*"});
  EXPECT_EQ(FileNames::expand({"$(touch evil)"}), std::vector<std::string> {"$(touch evil)"});
}
