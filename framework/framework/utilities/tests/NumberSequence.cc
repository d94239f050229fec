// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/NumberSequence.h>

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

using namespace Belle2;

namespace {
  using Numbers = std::set<std::int64_t>;

  TEST(GenerateNumberSequenceTest, NumbersAndRangesAreJoined)
  {
    EXPECT_EQ(generate_number_sequence("7"), Numbers{7});
    EXPECT_EQ(generate_number_sequence("9,2:4,3:5,9"), (Numbers{2, 3, 4, 5, 9}));
    EXPECT_EQ(generate_number_sequence(" 4 , 1 : 2 "), (Numbers{1, 2, 4}));
  }

  TEST(GenerateNumberSequenceTest, NumbersMayBeNegative)
  {
    EXPECT_EQ(generate_number_sequence("-7,-2:1"), (Numbers{-7, -2, -1, 0, 1}));
  }

  TEST(GenerateNumberSequenceTest, BackwardsRangesAreEmpty)
  {
    EXPECT_EQ(generate_number_sequence("5:3"), Numbers{});
  }

  TEST(GenerateNumberSequenceTest, TheLargestNumberEndsTheRange)
  {
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(generate_number_sequence("9223372036854775806:9223372036854775807"), (Numbers{largest - 1, largest}));
  }

  TEST(GenerateNumberSequenceTest, MistakesAreNamed)
  {
    for (const char* text : {"", "a", "1,,2", "1 2", "1:", ":1", "1:2:3", "1,", "99999999999999999999"}) {
      EXPECT_THROW(generate_number_sequence(text), std::invalid_argument) << text;
    }
  }
}
