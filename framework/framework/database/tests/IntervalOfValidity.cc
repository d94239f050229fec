// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/database/IntervalOfValidity.h>

#include <framework/dataobjects/EventMetaData.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <sstream>

using namespace Belle2;

namespace {
  using Iov = IntervalOfValidity;

  std::string write(const Iov& iov)
  {
    std::ostringstream text;
    text << iov;
    return text.str();
  }

  Iov read(const std::string& text)
  {
    std::istringstream stream(text);
    Iov iov;
    stream >> iov;
    return iov;
  }

  TEST(IntervalOfValidity, OnlyWithoutAnyExperimentItIsEmpty)
  {
    EXPECT_TRUE(Iov().empty());
    EXPECT_FALSE(Iov(0, -1, -1, -1).empty());
    EXPECT_FALSE(Iov(-1, -1, 0, -1).empty());
    EXPECT_FALSE(Iov::always().empty());
    EXPECT_EQ(write(Iov::always()), "0,0,-1,-1");
  }

  TEST(IntervalOfValidity, BothEndsBelongToIt)
  {
    const Iov iov(2, 5, 4, 7);
    EXPECT_FALSE(iov.contains(2, 4));
    EXPECT_TRUE(iov.contains(2, 5));
    EXPECT_TRUE(iov.contains(3, 0));
    EXPECT_TRUE(iov.contains(4, 7));
    EXPECT_FALSE(iov.contains(4, 8));
    EXPECT_FALSE(iov.contains(1, 9));
    EXPECT_FALSE(iov.contains(5, 0));
    EXPECT_TRUE(iov.contains(EventMetaData(1, 7, 4)));
    EXPECT_FALSE(iov.contains(EventMetaData(1, 8, 4)));
  }

  TEST(IntervalOfValidity, UndefinedBoundsAreOpen)
  {
    EXPECT_TRUE(Iov(2, 5, -1, -1).contains(1000, 0));
    EXPECT_TRUE(Iov(2, 5, 2, -1).contains(2, 1000));
    EXPECT_FALSE(Iov(2, 5, 2, -1).contains(3, 0));
    EXPECT_TRUE(Iov(-1, -1, 2, 5).contains(0, 0));
    EXPECT_TRUE(Iov(2, -1, 2, 5).contains(2, 0));
    EXPECT_FALSE(Iov(2, -1, 2, 5).contains(1, 9));
    EXPECT_FALSE(Iov().contains(0, 0));
    EXPECT_TRUE(Iov::always().contains(0, 0));
  }

  TEST(IntervalOfValidity, ANegativeRunIsTheEndOfItsExperiment)
  {
    EXPECT_FALSE(Iov(1, 0, 2, 5).contains(2, -1));
    EXPECT_TRUE(Iov(1, 0, 2, -1).contains(2, -1));
  }

  TEST(IntervalOfValidity, AnotherIsContainedIfBothItsEndsAre)
  {
    const Iov iov(2, 5, 4, 7);
    for (const Iov& wide : {iov, Iov(2, -1, 4, 7), Iov(-1, -1, 4, 7), Iov(2, 5, 4, -1), Iov(2, 5, -1, -1), Iov(0, 0, 9, 9)})
      EXPECT_TRUE(wide.contains(iov)) << wide;
    for (const Iov& narrow : {Iov(2, 6, 4, 7), Iov(3, -1, 4, 7), Iov(2, 5, 4, 6), Iov(2, 5, 3, -1), Iov(5, 0, 6, 0)})
      EXPECT_FALSE(narrow.contains(iov)) << narrow;
  }

  TEST(IntervalOfValidity, OverlapIsWhatIsCommon)
  {
    const Iov iov(2, 5, 4, 7);
    EXPECT_EQ(write(iov.overlap(Iov(3, 1, 9, 9))), "3,1,4,7");
    EXPECT_EQ(write(Iov(3, 1, 9, 9).overlap(iov)), "3,1,4,7");
    EXPECT_EQ(write(iov.overlap(Iov(-1, -1, -1, -1))), "-1,-1,-1,-1");
    EXPECT_EQ(write(iov.overlap(Iov(0, 0, -1, -1))), "2,5,4,7");
    EXPECT_EQ(write(Iov(1, 0, -1, -1).overlap(Iov(2, 0, -1, -1))), "2,0,-1,-1");
    EXPECT_TRUE(iov.overlaps(Iov(4, 7, 4, 7)));
    EXPECT_FALSE(iov.overlaps(Iov(4, 8, 4, -1)));
    EXPECT_FALSE(iov.overlaps(Iov(0, 0, 2, 4)));
    EXPECT_FALSE(iov.overlaps(Iov(5, -1, -1, -1)));
  }

  /** Trims and returns both, "result: first second". */
  std::string trim(Iov first, Iov second, bool trimOlder)
  {
    const bool result = first.trimOverlap(second, trimOlder);
    return std::string(result ? "yes: " : "no: ") + write(first) + " " + write(second);
  }

  TEST(IntervalOfValidity, TheOlderOneLosesItsEnd)
  {
    EXPECT_EQ(trim(Iov(1, 1, 3, 10), Iov(2, 4, 4, -1), true), "yes: 1,1,2,3 2,4,4,-1");
    EXPECT_EQ(trim(Iov(2, 4, 4, -1), Iov(1, 1, 3, 10), true), "yes: 2,4,4,-1 1,1,2,3");
    EXPECT_EQ(trim(Iov(1, 1, 3, 10), Iov(2, -1, 4, -1), true), "yes: 1,1,1,-1 2,-1,4,-1");
    EXPECT_EQ(trim(Iov(1, 1, -1, -1), Iov(2, 0, -1, -1), true), "yes: 1,1,1,-1 2,0,-1,-1");
    EXPECT_EQ(trim(Iov(1, 1, 3, 10), Iov(1, 1, 3, 10), true), "yes: -1,-1,-1,-1 1,1,3,10");
    EXPECT_EQ(trim(Iov(0, 0, -1, -1), Iov(0, 0, -1, -1), true), "yes: -1,-1,-1,-1 0,0,-1,-1");
  }

  TEST(IntervalOfValidity, TheOlderOneIsNotCutInTwo)
  {
    EXPECT_EQ(trim(Iov(1, 1, 3, 11), Iov(1, 1, 3, 10), true), "no: 1,1,3,11 1,1,3,10");
    EXPECT_EQ(trim(Iov(1, 1, -1, -1), Iov(2, 0, 2, -1), true), "no: 1,1,-1,-1 2,0,2,-1");
  }

  TEST(IntervalOfValidity, TheYoungerOneLosesItsBegin)
  {
    EXPECT_EQ(trim(Iov(1, 1, 3, 10), Iov(2, -1, 4, -1), false), "yes: 1,1,3,10 3,11,4,-1");
    EXPECT_EQ(trim(Iov(1, 1, 3, -1), Iov(2, 5, 6, 2), false), "yes: 1,1,3,-1 4,0,6,2");
    EXPECT_EQ(trim(Iov(1, 1, 3, 10), Iov(1, 1, 3, 10), false), "yes: 1,1,3,10 -1,-1,-1,-1");
    EXPECT_EQ(trim(Iov(1, 1, -1, -1), Iov(2, 0, 9, 9), false), "yes: 1,1,-1,-1 -1,-1,-1,-1");
  }

  TEST(IntervalOfValidity, WithoutOverlapNothingIsTrimmed)
  {
    EXPECT_EQ(trim(Iov(1, 1, 1, 5), Iov(1, 6, 2, -1), true), "yes: 1,1,1,5 1,6,2,-1");
    EXPECT_EQ(trim(Iov(1, 1, 1, 5), Iov(), false), "yes: 1,1,1,5 -1,-1,-1,-1");
  }

  TEST(IntervalOfValidity, WrongBoundsAreRepairedWithAnError)
  {
    Iov iov;
    EXPECT_B2ERROR(iov = Iov(-1, 5, 2, 3));
    EXPECT_EQ(write(iov), "-1,-1,2,3");
    EXPECT_B2ERROR(iov = Iov(1, 5, -1, 3));
    EXPECT_EQ(write(iov), "1,5,-1,-1");
    EXPECT_B2ERROR(iov = Iov(3, 4, 1, 2));
    EXPECT_EQ(write(iov), "1,2,3,4");
    EXPECT_B2ERROR(iov = Iov(3, 4, 3, 2));
    EXPECT_EQ(write(iov), "3,2,3,4");
    EXPECT_NO_B2ERROR(Iov(3, 4, 3, -1));
  }

  TEST(IntervalOfValidity, TextIsReadUpToTheNextSpace)
  {
    std::istringstream text("\n 0,1,-1,-1  2,3,4,5\n");
    Iov first, second;
    text >> first >> second;
    EXPECT_EQ(write(first), "0,1,-1,-1");
    EXPECT_EQ(write(second), "2,3,4,5");
  }

  /** The sentence of the exception. */
  std::string whyNot(const std::string& text)
  {
    try {
      read(text);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  }

  TEST(IntervalOfValidity, WrongTextIsRefused)
  {
    for (const char* text : {"1", "1,2,3", "1,2,3,4,5", "1,2, 3,4", ""})
      EXPECT_EQ(whyNot(text), "IoV needs to be four values (firstExp,firstRun,finalExp,finalRun)") << text;
    for (const char* text : {"1,2,3,", "a,2,3,4", "1,2,3,4.5", "1,2,3,99999999999"})
      EXPECT_EQ(whyNot(text), "experiment and run numbers must be integers") << text;
    std::istringstream atItsEnd("1,2,3,4");
    Iov iov;
    atItsEnd >> iov;
    EXPECT_THROW(atItsEnd >> iov, std::runtime_error);
  }
}
