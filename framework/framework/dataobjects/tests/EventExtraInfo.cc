// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/EventExtraInfo.h>

#include <gtest/gtest.h>

#include <stdexcept>

using namespace Belle2;

TEST(EventExtraInfo, KeepsNumbersByName)
{
  EventExtraInfo info;
  info.addExtraInfo("charge", -1);
  info.setExtraInfo("sphericity", 0.5);
  EXPECT_TRUE(info.hasExtraInfo("charge"));
  EXPECT_FLOAT_EQ(-1, info.getExtraInfo("charge"));
  EXPECT_EQ((std::vector<std::string> {"charge", "sphericity"}), info.getNames());
}

TEST(EventExtraInfo, AddingTwiceThrowsAndKeepsTheFirst)
{
  EventExtraInfo info;
  info.addExtraInfo("charge", -1);
  EXPECT_THROW(info.addExtraInfo("charge", 1), std::out_of_range);
  EXPECT_FLOAT_EQ(-1, info.getExtraInfo("charge"));
}

TEST(EventExtraInfo, AnUnknownNameThrows)
{
  EventExtraInfo info;
  info.addExtraInfo("charge", -1);
  info.removeExtraInfo("charge");
  EXPECT_THROW(info.getExtraInfo("charge"), std::runtime_error);
}
