// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/CrashGuard.h>

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <new>
#include <stdexcept>

using namespace Belle2;

TEST(CrashGuard, WhatComesToItsEndIsDone)
{
  int value = 0;
  EXPECT_TRUE(CrashGuard::run([&] { value = 1; }));
  EXPECT_EQ(value, 1);
}

TEST(CrashGuard, CrashesEndInAReturnValueEachTime)
{
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_FALSE(CrashGuard::run([] { raise(SIGSEGV); }));
    EXPECT_FALSE(CrashGuard::run([] { *static_cast<volatile int*>(nullptr) = 1; }));
    EXPECT_FALSE(CrashGuard::run([] { raise(SIGABRT); }));
    EXPECT_FALSE(CrashGuard::run([] { throw std::bad_alloc(); }));
  }
}

TEST(CrashGuard, TheInnerOneComesFirst)
{
  bool inner = true;
  EXPECT_TRUE(CrashGuard::run([&] { inner = CrashGuard::run([] { raise(SIGBUS); }); }));
  EXPECT_FALSE(inner);
  EXPECT_FALSE(CrashGuard::run([] {
    CrashGuard::run([] {});
    raise(SIGBUS);
  }));
}

TEST(CrashGuard, ExceptionsPassThrough)
{
  EXPECT_THROW(CrashGuard::run([] { throw std::runtime_error("reason"); }), std::runtime_error);
}

TEST(CrashGuardDeathTest, OutsideOfItACrashIsOne)
{
  EXPECT_TRUE(CrashGuard::run([] {}));
  EXPECT_DEATH(std::abort(), "");
}
