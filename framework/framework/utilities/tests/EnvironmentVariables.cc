// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/EnvironmentVariables.h>

#include <gtest/gtest.h>

#include <cstdlib>

using namespace Belle2;
using Strings = std::vector<std::string>;

namespace {
  class EnvironmentVariablesTest: public ::testing::Test {
  protected:
    void SetUp() override
    {
      setenv("B2_TEST_LIST", ":/a::/b c:", 1);
      unsetenv("B2_TEST_NONE");
    }
    void TearDown() override { unsetenv("B2_TEST_LIST"); }
  };
}

TEST_F(EnvironmentVariablesTest, ValuesAndFallbacks)
{
  EXPECT_TRUE(EnvironmentVariables::isSet("B2_TEST_LIST"));
  EXPECT_FALSE(EnvironmentVariables::isSet("B2_TEST_NONE"));
  EXPECT_EQ(EnvironmentVariables::get("B2_TEST_LIST", "x"), ":/a::/b c:");
  EXPECT_EQ(EnvironmentVariables::get("B2_TEST_NONE", "x"), "x");
}

TEST_F(EnvironmentVariablesTest, ListsAreSplitAtAnySeparator)
{
  EXPECT_EQ(EnvironmentVariables::getList("B2_TEST_LIST", {}, ":"), (Strings{"/a", "/b c"}));
  EXPECT_EQ(EnvironmentVariables::getList("B2_TEST_LIST"), (Strings{":/a::/b", "c:"}));
  EXPECT_EQ(EnvironmentVariables::getList("B2_TEST_NONE", {"y"}), Strings{"y"});
}

TEST_F(EnvironmentVariablesTest, TextsAreExpanded)
{
  EXPECT_EQ(EnvironmentVariables::expand("<$B2_TEST_LIST/${B2_TEST_LIST}x>"), "<:/a::/b c:/:/a::/b c:x>");
  EXPECT_EQ(EnvironmentVariables::expand("$B2_TEST_NONE ${B2_TEST_NONE} $ $1"), "$B2_TEST_NONE ${B2_TEST_NONE} $ $1");
}
