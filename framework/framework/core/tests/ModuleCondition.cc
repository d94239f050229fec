// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/ModuleCondition.h>

#include <framework/core/Path.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  bool holds(const std::string& expression, int value)
  {
    return ModuleCondition(expression, std::make_shared<Path>()).evaluate(value);
  }

  TEST(ModuleCondition, EachOperatorCompares)
  {
    EXPECT_TRUE(holds(">3", 4) && !holds(">3", 3));
    EXPECT_TRUE(holds("<3", 2) && !holds("<3", 3));
    EXPECT_TRUE(holds(">=3", 3) && !holds(">=3", 2));
    EXPECT_TRUE(holds("<=3", 3) && !holds("<=3", 4));
    EXPECT_TRUE(holds("=3", 3) && holds("==3", 3) && !holds("==3", 4));
    EXPECT_TRUE(holds("!=3", 4) && !holds("!=3", 3));
  }

  TEST(ModuleCondition, SpacesAndSignsAreAllowed)
  {
    EXPECT_TRUE(holds("  > = -1 ", -1));
    EXPECT_TRUE(holds("== +5", 5));
  }

  TEST(ModuleCondition, NonsenseIsAnException)
  {
    for (const char* expression : {"", "3", "<", ">>1", "=!1", "<1.5", "<a", "<1 and more", "< 99999999999"})
      EXPECT_THROW(holds(expression, 0), std::runtime_error) << expression;
  }

  TEST(ModuleCondition, TheExceptionRepeatsTheExpression)
  {
    try {
      holds("<x", 0);
      FAIL();
    } catch (std::runtime_error& error) {
      EXPECT_EQ(std::string(error.what()), "Invalid condition: could not parse condition: '<x'!");
    }
  }
}
