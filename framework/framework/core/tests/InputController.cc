// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/InputController.h>

#include <gtest/gtest.h>

using namespace Belle2;

TEST(InputController, AnEntryIsAskedForUntilItIsRead)
{
  InputController::reset();
  EXPECT_FALSE(InputController::canControlInput());
  InputController::setNextEntry(5);
  InputController::setNextEntry(1, 2, 3, true);
  EXPECT_EQ(5, InputController::getNextEntry());
  EXPECT_EQ(-1, InputController::getNextEntry(true));
  EXPECT_EQ(3, InputController::getNextEvent(true));
  InputController::eventLoaded(5);
  EXPECT_EQ(-1, InputController::getNextEntry());
  EXPECT_EQ(5, InputController::getCurrentEntry());
  EXPECT_EQ(2, InputController::getNextRun(true));
  InputController::reset();
  EXPECT_EQ(-1, InputController::getNextRun(true));
}
