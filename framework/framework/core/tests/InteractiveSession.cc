// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/InteractiveSession.h>

#include <gtest/gtest.h>

#include <stdexcept>

using namespace Belle2;

namespace {
  int s_opened = 0;

  TEST(InteractiveSession, NeedsPythonToOpenIt)
  {
    InteractiveSession::setOpener(nullptr);
    EXPECT_THROW(InteractiveSession::open(), std::runtime_error);
    InteractiveSession::setOpener([] { ++s_opened; });
    InteractiveSession::open();
    EXPECT_EQ(s_opened, 1);
    InteractiveSession::setOpener(nullptr);
  }
}
