// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/utilities/FileSystem.h>

#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <cstdlib>
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

TEST(FileSystem, TemporaryFilesVanish)
{
  std::string name;
  {
    FileSystem::TemporaryFile file;
    name = file.getName();
    EXPECT_TRUE(file.is_open());
    file << "text" << std::flush;
    EXPECT_EQ(FileSystem::calculateMD5(name), "1cb251ec0d568de6a929b520c4aed8d1");
    EXPECT_TRUE(FileSystem::isFile(name));
  }
  EXPECT_FALSE(FileSystem::fileExists(name));
  EXPECT_TRUE(FileSystem::fileDirExists(name));
  EXPECT_TRUE(FileSystem::fileDirExists("name"));
  EXPECT_FALSE(FileSystem::fileDirExists("/nothing/name"));
}

TEST(FileSystem, LocksKeepOtherProcessesOut)
{
  FileSystem::TemporaryFile file;
  FileSystem::Lock lock(file.getName());
  EXPECT_TRUE(lock.lock(0));
  EXPECT_TRUE(lock.lock(0));
  auto tryInOtherProcess = [&file](bool readonly) {
    FileSystem::Lock other(file.getName(), readonly);
    std::exit(other.lock(0, true) ? 0 : 3);
  };
  EXPECT_EXIT(tryInOtherProcess(false), ::testing::ExitedWithCode(3), "");
  EXPECT_EXIT(tryInOtherProcess(true), ::testing::ExitedWithCode(3), "");
  FileSystem::Lock nowhere("/nothing/name");
  EXPECT_B2ERROR(EXPECT_FALSE(nowhere.lock(0)));
}

TEST(FileSystem, ReadLocksAreShared)
{
  FileSystem::TemporaryFile file;
  FileSystem::Lock lock(file.getName(), true);
  EXPECT_TRUE(lock.lock(0));
  EXPECT_EXIT(std::exit(FileSystem::Lock(file.getName(), true).lock(0) ? 0 : 3), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(std::exit(FileSystem::Lock(file.getName()).lock(0, true) ? 0 : 3), ::testing::ExitedWithCode(3), "");
}
