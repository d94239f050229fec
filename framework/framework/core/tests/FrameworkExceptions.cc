// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/FrameworkExceptions.h>

#include <gtest/gtest.h>

#include <string>

namespace {
  BELLE2_DEFINE_EXCEPTION(NumberedError, "The value %2% of %1% is wrong by 5%%.")
  BELLE2_DEFINE_EXCEPTION(PrintfError, "%s has %5.2f units, not %i.");
  BELLE2_DEFINE_EXCEPTION(PlainError, "Nothing to add.");
}

TEST(FrameworkExceptions, ValuesGoToTheirPlaces)
{
  EXPECT_EQ(std::string((NumberedError() << "x" << 3).what()), "The value 3 of x is wrong by 5%.");
  EXPECT_EQ(std::string((PrintfError() << "x" << 2.5 << 7).what()), "x has 2.5 units, not 7.");
}

TEST(FrameworkExceptions, MissingAndAdditionalValuesDoNoHarm)
{
  EXPECT_EQ(std::string(PrintfError().what()), " has  units, not .");
  EXPECT_EQ(std::string((PlainError() << 1).what()), "Nothing to add.");
}

TEST(FrameworkExceptions, TheyAreCaughtByTypeAndAsRuntimeErrors)
{
  EXPECT_THROW(throw (NumberedError() << 1), NumberedError);
  try {
    throw (NumberedError() << "y" << 4);
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "The value 4 of y is wrong by 5%.");
  }
}
