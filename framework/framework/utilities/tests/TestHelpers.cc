// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/TestHelpers.h>

#include <TVector3.h>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <filesystem>

using namespace Belle2;

TEST(TestHelpers, ExpectedMessagesMayBeOfAnyLevel)
{
  EXPECT_LOGMESSAGE(B2RESULT("result"), LogConfig::c_Result);
  EXPECT_NO_LOGMESSAGE(B2RESULT("result"), Belle2::LogConfig::c_Info);
  EXPECT_NONFATAL_FAILURE(EXPECT_B2WARNING(B2INFO("no warning")), "c_Warning");
  EXPECT_NONFATAL_FAILURE(EXPECT_NO_B2INFO(B2INFO("one")), "c_Info");
}

TEST(TestHelpers, MacrosCanBeNested)
{
  EXPECT_B2ERROR(EXPECT_DOUBLE_EQ(1, [] { B2ERROR("one"); return 1.0; }()));
}

TEST(TestHelpers, ComparisonsKnowAnglesSignsAndVectors)
{
  TEST_CONTEXT("the numbers " << 1 << " to " << 7);
  EXPECT_ANGLE_NEAR(M_PI, -M_PI, 1e-10);
  EXPECT_FALSE(TestHelpers::angleNear(0, 0.2, 0.1));
  EXPECT_SAME_SIGN(-1, -7);
  EXPECT_POSITIVE(1);
  EXPECT_NEGATIVE(-1);
  EXPECT_ALL_NEAR(TVector3(1, 2, 3), TVector3(1, 2, 3.0001), 0.01);
  EXPECT_FALSE(TestHelpers::allNear(TVector3(1, 2, 3), TVector3(1, 2, 4), 0.01));
  EXPECT_ALL_NEAR(1.0, 1.001, 0.01);
}

TEST(TestHelpers, TemporaryFolderIsLeftAndRemoved)
{
  const auto before = std::filesystem::current_path();
  std::string folder;
  {
    TestHelpers::TempDirCreator creator;
    folder = creator.getTempDir();
    EXPECT_TRUE(std::filesystem::equivalent(folder, std::filesystem::current_path()));
  }
  EXPECT_EQ(before, std::filesystem::current_path());
  EXPECT_FALSE(std::filesystem::exists(folder));
}
