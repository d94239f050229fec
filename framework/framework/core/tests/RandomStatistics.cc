// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/RandomGenerator.h>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using namespace Belle2;

namespace {
  constexpr int c_chunk = 1000000;

  /** Calls a function with 10^8 numbers, c_chunk at once. */
  template<class F> void drawMany(F use)
  {
    RandomGenerator generator;
    generator.setSeed("statistics");
    generator.initialize();
    std::vector<double> numbers(c_chunk);
    for (int chunk = 0; chunk < 100; ++chunk) {
      generator.RndmArray(c_chunk, numbers.data());
      use(numbers);
    }
  }

  /** Deviation of the chi-square of equally probable bins from its expectation, in standard deviations. */
  double findChiSquareDeviation(const std::vector<std::int64_t>& bins)
  {
    double total = 0, chiSquare = 0;
    for (std::int64_t count : bins) total += count;
    const double expected = total / bins.size();
    for (std::int64_t count : bins) chiSquare += (count - expected) * (count - expected) / expected;
    const double freedom = bins.size() - 1;
    return (chiSquare - freedom) / std::sqrt(2 * freedom);
  }

  // D. E. Knuth, The Art of Computer Programming, volume 2, 3.3.1 and 3.3.2. Beyond 5 standard deviations is once in a million.
  constexpr double c_limit = 5;

  TEST(RandomStatistics, ManyNumbersAreUniformInTheirFirstAndInTheirLaterDigits)
  {
    constexpr int c_bins = 65536;
    std::vector<std::int64_t> first(c_bins), later(c_bins);
    drawMany([&](const std::vector<double>& numbers) {
      for (double number : numbers) {
        const auto bits = static_cast<std::uint64_t>(number * 0x1p52);
        ++first[bits >> 36];
        ++later[bits & (c_bins - 1)];
      }
    });
    EXPECT_LT(std::abs(findChiSquareDeviation(first)), c_limit);
    EXPECT_LT(std::abs(findChiSquareDeviation(later)), c_limit);
  }

  TEST(RandomStatistics, PairsOfManyNumbersAreUniform)
  {
    std::vector<std::int64_t> bins(65536);
    drawMany([&](const std::vector<double>& numbers) {
      for (int i = 0; i + 1 < c_chunk; i += 2) {
        ++bins[static_cast<int>(numbers[i] * 256) * 256 + static_cast<int>(numbers[i + 1] * 256)];
      }
    });
    EXPECT_LT(std::abs(findChiSquareDeviation(bins)), c_limit);
  }

  TEST(RandomStatistics, ManyNumbersHaveAsManyRunsAsExpected)
  {
    // up and down: (2n - 1) / 3 with variance (16n - 29) / 90; above and below the middle: the test of Wald and Wolfowitz
    double n = 0, turns = 0, crossings = 0, above = 0, before = 0.5;
    int direction = 0;
    drawMany([&](const std::vector<double>& numbers) {
      for (double number : numbers) {
        const int newDirection = number > before ? 1 : -1;
        turns += n > 0 && newDirection != direction;
        crossings += n > 0 && (number > 0.5) != (before > 0.5);
        above += number > 0.5;
        direction = n > 0 ? newDirection : 0;
        before = number;
        ++n;
      }
    });
    EXPECT_LT(std::abs(turns - (2 * n - 1) / 3) / std::sqrt((16 * n - 29) / 90), c_limit);
    const double mean = 2 * above * (n - above) / n + 1;
    EXPECT_LT(std::abs(crossings + 1 - mean) / std::sqrt((mean - 1) * (mean - 2) / (n - 1)), c_limit);
  }

  TEST(RandomStatistics, TheFirstNumbersOfManyEventsAreUniform)
  {
    RandomGenerator generator;
    generator.setSeed("statistics");
    generator.setMode(RandomGenerator::c_eventDependent);
    std::vector<std::int64_t> first(1024), pairs(1024);
    double before = 0;
    for (unsigned int event = 1; event <= 1000000; ++event) {
      generator.initialize(0, 1, event);
      const double number = generator.Rndm();
      ++first[static_cast<int>(number * 1024)];
      ++pairs[static_cast<int>(before * 32) * 32 + static_cast<int>(number * 32)];
      before = number;
    }
    EXPECT_LT(std::abs(findChiSquareDeviation(first)), c_limit);
    EXPECT_LT(std::abs(findChiSquareDeviation(pairs)), c_limit);
  }
}
