// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>
#include <utility>

namespace Belle2::TestHelpers {
  /** True if two angles in rad differ by less than the tolerance, whole turns aside. */
  inline bool angleNear(double expected, double actual, double tolerance)
  {
    return std::fabs(std::remainder(expected - actual, 2 * M_PI)) < tolerance;
  }

  /** True if both are positive or both are negative; zero has the sign that it is stored with. */
  inline bool sameSign(double expected, double actual) { return std::signbit(expected) == std::signbit(actual); }
  inline bool isPositive(double value) { return value > 0; }
  inline bool isNegative(double value) { return value < 0; }

  template<class T, class = void> struct IsVector: std::false_type {};
  template<class T> struct IsVector < T,
           std::void_t < decltype(std::declval<T>().X() + std::declval<T>().Y() + std::declval<T>().Z()) >> : std::true_type {};

  /** True if two numbers, or all coordinates of two vectors, differ by less than the tolerance. Specialise it for other types. */
  template<class T> bool allNear(const T& expected, const T& actual, double tolerance)
  {
    const auto isNear = [tolerance](double a, double b) { return std::fabs(a - b) < tolerance; };
    if constexpr(IsVector<T>::value)
      return isNear(expected.X(), actual.X()) && isNear(expected.Y(), actual.Y()) && isNear(expected.Z(), actual.Z());
    else return isNear(expected, actual);
  }
}

#define EXPECT_ANGLE_NEAR(expected, actual, tolerance) \
  EXPECT_PRED3(::Belle2::TestHelpers::angleNear, expected, actual, tolerance)
#define ASSERT_ANGLE_NEAR(expected, actual, tolerance) \
  ASSERT_PRED3(::Belle2::TestHelpers::angleNear, expected, actual, tolerance)
#define EXPECT_SAME_SIGN(expected, actual) EXPECT_PRED2(::Belle2::TestHelpers::sameSign, expected, actual)
#define ASSERT_SAME_SIGN(expected, actual) ASSERT_PRED2(::Belle2::TestHelpers::sameSign, expected, actual)
#define EXPECT_POSITIVE(value) EXPECT_PRED1(::Belle2::TestHelpers::isPositive, value)
#define ASSERT_POSITIVE(value) ASSERT_PRED1(::Belle2::TestHelpers::isPositive, value)
#define EXPECT_NEGATIVE(value) EXPECT_PRED1(::Belle2::TestHelpers::isNegative, value)
#define ASSERT_NEGATIVE(value) ASSERT_PRED1(::Belle2::TestHelpers::isNegative, value)
#define EXPECT_ALL_NEAR(expected, actual, tolerance) \
  EXPECT_PRED3(::Belle2::TestHelpers::allNear<std::decay_t<decltype(expected)>>, expected, actual, tolerance)
#define ASSERT_ALL_NEAR(expected, actual, tolerance) \
  ASSERT_PRED3(::Belle2::TestHelpers::allNear<std::decay_t<decltype(expected)>>, expected, actual, tolerance)
