// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/NearNames.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  const std::vector<std::string> c_names = {"Progress", "EventInfoSetter", "EventInfoPrinter", "RootInput"};

  TEST(NearNamesTest, TheNearestComesFirst)
  {
    EXPECT_EQ(findNearNames("EventInfoSeter", c_names), (std::vector<std::string> {"EventInfoSetter", "EventInfoPrinter"}));
    EXPECT_EQ(findNearNames("rootinput", c_names), std::vector<std::string> {"RootInput"});
  }

  TEST(NearNamesTest, SuggestionIsAQuestion)
  {
    EXPECT_EQ(suggestNearNames("EventInfoSeter", c_names), " Did you mean 'EventInfoSetter', 'EventInfoPrinter'?");
  }

  TEST(NearNamesTest, NothingNearGivesNoSuggestion)
  {
    EXPECT_EQ(suggestNearNames("Gearbox", c_names), "");
  }
}
