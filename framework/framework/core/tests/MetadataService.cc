// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/core/MetadataService.h>

#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

using namespace Belle2;

namespace {
  std::string read(const std::string& name)
  {
    std::ifstream file(name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  bool contains(const std::string& text, const std::string& part)
  {
    return text.find(part) != std::string::npos;
  }
}

TEST(MetadataService, FileIsReplacedAtEachUpdate)
{
  const TestHelpers::TempDirCreator folder;
  auto& service = MetadataService::Instance();
  service.setJsonFileName("job.json");
  EXPECT_EQ(read("job.json"), "{\n  \"basf2_apiversion\": 1\n}\n");
  service.addBasf2Status("gr\xf6\xdf" "er");
  EXPECT_TRUE(contains(read("job.json"), "\"finished\": false"));
  EXPECT_FALSE(contains(read("job.json"), "\"success\""));
  service.finishBasf2(false);
  EXPECT_TRUE(contains(read("job.json"), "\"finished\": true"));
  EXPECT_TRUE(contains(read("job.json"), "\"success\": false"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator("."), {}), 1);
  service.setJsonFileName("");
}

TEST(MetadataService, FolderThatIsMissingIsFatal)
{
  auto& service = MetadataService::Instance();
  EXPECT_B2FATAL(service.setJsonFileName("/nothing/job.json"));
  EXPECT_NO_B2FATAL(service.addBasf2Status("goes on"));
}

TEST(MetadataService, FolderThatGoesAwayIsAWarning)
{
  auto& service = MetadataService::Instance();
  {
    const TestHelpers::TempDirCreator folder;
    service.setJsonFileName("job.json");
  }
  EXPECT_B2WARNING(service.addBasf2Status("one"));
  EXPECT_NO_B2WARNING(service.addBasf2Status("two"));
}
