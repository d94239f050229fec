// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/EventFileCheck.h>

#include <framework/dataobjects/EventMetaData.h>
#include <framework/utilities/TestHelpers.h>

#include <TFile.h>
#include <TTree.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

using namespace Belle2;

namespace {
  /** Make a file of three events that claims to have some number of events. */
  void writeFile(const char* name, unsigned int claimed, bool withPersistent = true)
  {
    TFile file(name, "RECREATE", "", 101);
    EventMetaData event;
    auto* eventAddress = &event;
    TTree tree("tree", "");
    tree.Branch("EventMetaData", &eventAddress);
    for (unsigned int i = 1; i <= 3; ++i) {
      event = EventMetaData(i);
      tree.Fill();
    }
    tree.Write();
    FileMetaData metaData;
    metaData.setNEvents(claimed);
    metaData.setMcEvents(7);
    auto* address = &metaData;
    TTree persistent("persistent", "");
    persistent.Branch("FileMetaData", &address);
    persistent.Fill();
    if (withPersistent) persistent.Write();
  }

  std::vector<std::string> getFailed(const std::string& name)
  {
    std::vector<std::string> failed;
    const EventFileCheck file(name);
    for (const auto& [check, passed] : file.getChecks())
      if (!passed) failed.push_back(check);
    return failed;
  }
}

TEST(EventFileCheck, GoodFilePassesAndHasNumbers)
{
  const TestHelpers::TempDirCreator folder;
  writeFile("good.root", 3);
  EXPECT_EQ(getFailed("good.root"), std::vector<std::string>());
  const EventFileCheck check("good.root");
  EXPECT_EQ(check.getEvents(), 3u);
  EXPECT_EQ(check.getMcEvents(), 7u);
  EXPECT_EQ(check.getCompressionLevel(), 1);
  EXPECT_EQ(check.getCompressionAlgorithm(), 1);
  EXPECT_DOUBLE_EQ(check.getSizeInKiB(), std::filesystem::file_size("good.root") / 1024.);
  EXPECT_DOUBLE_EQ(check.getSizePerEventInKiB() * 3, check.getSizeInKiB());
}

TEST(EventFileCheck, WrongNumberOfEventsIsFound)
{
  const TestHelpers::TempDirCreator folder;
  writeFile("wrong.root", 4);
  EXPECT_EQ(getFailed("wrong.root"), std::vector<std::string> {"entries_eq_filemetadata"});
}

TEST(EventFileCheck, MissingMetaDataFailWhatNeedsThem)
{
  const TestHelpers::TempDirCreator folder;
  writeFile("part.root", 3, false);
  EXPECT_EQ(getFailed("part.root"), (std::vector<std::string> {"contains_persistent", "filemetadata_readable",
      "entries_eq_filemetadata"
                                                              }));
}

TEST(EventFileCheck, OtherFilesFailEverything)
{
  const TestHelpers::TempDirCreator folder;
  std::ofstream("text.root") << "no ROOT file";
  EXPECT_EQ(getFailed("text.root").size(), 7u);
  EXPECT_EQ(getFailed("nothing.root").size(), 7u);
}

TEST(EventFileCheck, DamagedEventsAreFound)
{
  const TestHelpers::TempDirCreator folder;
  writeFile("damaged.root", 3);
  {
    TFile file("damaged.root");
    TBranch* branch = file.Get<TTree>("tree")->GetBranch("m_event");
    ASSERT_NE(branch, nullptr);
    const auto place = branch->GetBasketSeek(0);
    std::fstream bytes("damaged.root", std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(place);
    bytes << std::string(60, '\xff');
  }
  const auto failed = getFailed("damaged.root");
  EXPECT_EQ(failed.front(), "eventmetadata_readable");
}
