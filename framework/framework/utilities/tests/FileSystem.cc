// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/FileSystem.h>

#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <fstream>

using namespace Belle2;

TEST(FileSystem, ChecksumsAreThoseOfTheStandards)
{
  const TestHelpers::TempDirCreator folder;
  std::ofstream("text") << "Wikipedia";
  // the example of the article on Adler-32, and md5sum
  EXPECT_EQ(FileSystem::calculateAdler32("text"), "11e60398");
  EXPECT_EQ(FileSystem::calculateMD5("text"), "9c677286866aad38f8e9b660f5411814");
  std::ofstream("empty").close();
  EXPECT_EQ(FileSystem::calculateAdler32("empty"), "00000001");
}

TEST(FileSystem, AdlerSumOfALongFileDoesNotOverflow)
{
  const TestHelpers::TempDirCreator folder;
  std::ofstream("long", std::ios::binary) << std::string(1000000, '\xff');
  EXPECT_EQ(FileSystem::calculateAdler32("long"), "3843e1be");
}

TEST(FileSystem, MissingFilesHaveNoChecksum)
{
  EXPECT_EQ(FileSystem::calculateAdler32("/nothing"), "");
  EXPECT_EQ(FileSystem::calculateMD5("/nothing"), "");
}
