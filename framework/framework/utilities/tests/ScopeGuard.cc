// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/ScopeGuard.h>

#include <framework/utilities/TestHelpers.h>
#include <framework/utilities/Utils.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <stdexcept>

using namespace Belle2;

TEST(ScopeGuard, VariablesGetTheirValuesBack)
{
  int number = 1;
  std::string text = "old";
  try {
    auto numberGuard = ScopeGuard::guardValue(number, 2);
    auto textGuard = ScopeGuard::guardValue(text);
    text = "new";
    EXPECT_EQ(number, 2);
    throw std::runtime_error("leave");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(number, 1);
  EXPECT_EQ(text, "old");
  {
    auto guard = ScopeGuard::guardValue(text, "kept");
    guard.release();
  }
  EXPECT_EQ(text, "kept");
}

TEST(ScopeGuard, FunctionsReadAndSet)
{
  std::string value = "a";
  auto get = [&value] { return value; };
  auto set = [&value](const std::string & next) { value = next; };
  {
    auto guard = ScopeGuard::guardGetterSetter(get, set, "b");
    EXPECT_EQ(value, "b");
    auto inner = ScopeGuard::guardFunctor(Utils::VisitOverload{get, set}, "c");
    EXPECT_EQ(value, "c");
  }
  EXPECT_EQ(value, "a");
}

TEST(ScopeGuard, StreamsKeepTheirFormat)
{
  std::stringstream stream;
  {
    auto guard = ScopeGuard::guardStreamState(stream);
    stream << std::fixed << std::setprecision(2) << std::setfill('.') << std::setw(6) << 1.5;
  }
  stream << std::setw(4) << 1.5;
  EXPECT_EQ(stream.str(), "..1.50 1.5");
}

TEST(ScopeGuard, WorkingDirectoryAndBatchModeReturn)
{
  const auto start = std::filesystem::current_path();
  const bool batch = gROOT->IsBatch();
  {
    auto directory = ScopeGuard::guardWorkingDirectory("/");
    auto mode = ScopeGuard::guardBatchMode(!batch);
    EXPECT_EQ(std::filesystem::current_path(), "/");
    EXPECT_EQ(gROOT->IsBatch(), !batch);
  }
  EXPECT_EQ(std::filesystem::current_path(), start);
  EXPECT_EQ(gROOT->IsBatch(), batch);
}

TEST(ScopeGuard, PointersAreDeletedAndReset)
{
  auto* pointer = new std::string("x");
  { auto guard = ScopeGuard::guardDeletion(pointer); }
  EXPECT_EQ(pointer, nullptr);
}
