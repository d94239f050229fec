// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/ntuple/EventNTupleReader.h>
#include <framework/ntuple/EventNTupleWriter.h>

#include <framework/dataobjects/EventExtraInfo.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/ProfileInfo.h>
#include <framework/datastore/StoreArray.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/io/EventFileWriter.h>
#include <framework/io/StoreTreeWriter.h>
#include <framework/utilities/TestHelpers.h>

#include <ROOT/RNTupleModel.hxx>
#include <ROOT/RNTupleWriter.hxx>
#include <TFile.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>

using namespace Belle2;

namespace {
  class EventNTupleTest: public ::testing::Test {
  protected:
    void SetUp() override
    {
      DataStore::Instance().setInitializeActive(true);
      m_event.registerInDataStore();
      m_profiles.registerInDataStore("Profiles");
      m_info.registerInDataStore();
      DataStore::Instance().setInitializeActive(false);
      for (const auto& [name, entry] : DataStore::Instance().getStoreEntryMap(DataStore::c_Event)) m_entries.push_back(entry);
    }
    void TearDown() override { DataStore::Instance().reset(); }

    static void writePersistent(EventFileWriter& file)
    {
      FileMetaData metaData;
      StoreTreeWriter persistent(file, "persistent", {}, {});
      persistent.addMetaData(&metaData);
      persistent.fill();
      persistent.write();
    }

    /** Events with 0, 1, 2 ... profiles, of which the odd ones have an object. */
    void write(const char* name, unsigned int events)
    {
      EventFileWriter file(name, 101);
      writePersistent(file);
      EventNTupleWriter writer(file, m_entries, 1024 * 1024);
      for (unsigned int i = 0; i < events; ++i) {
        DataStore::Instance().invalidateData(DataStore::c_Event);
        m_event.construct(i);
        for (unsigned int k = 0; k < i; ++k) m_profiles.appendNew(10 * i + k);
        if (i % 2) m_info.create();
        if (i % 2) m_info->setExtraInfo("number", static_cast<float>(i));
        writer.fill();
      }
      writer.commit();
      file.commit();
    }

    const TestHelpers::TempDirCreator m_folder;
    StoreObjPtr<EventMetaData> m_event;
    StoreArray<ProfileInfo> m_profiles{"Profiles"};
    StoreObjPtr<EventExtraInfo> m_info;
    std::vector<StoreEntry*> m_entries;
  };
}

TEST_F(EventNTupleTest, EntriesAreReadInAnyOrder)
{
  write("x.root", 6);
  EventNTupleReader reader("x.root");
  EXPECT_EQ(reader.getEntries(), 6);
  EXPECT_TRUE(reader.getFields().at("Profiles").isArray);
  EXPECT_EQ(reader.getFields().at("Profiles").className, "Belle2::ProfileInfo");
  EXPECT_FALSE(reader.getFields().at("EventExtraInfo").isArray);
  reader.connect(m_entries);
  for (const unsigned int i : {5, 0, 3, 3, 4, 1}) {
    reader.read(i);
    EXPECT_EQ(m_event->getEvent(), i);
    ASSERT_EQ(m_profiles.getEntries(), static_cast<int>(i));
    for (unsigned int k = 0; k < i; ++k) EXPECT_EQ(m_profiles[static_cast<int>(k)]->getMemory(), 10 * i + k);
    ASSERT_EQ(m_info.isValid(), i % 2 == 1);
    EXPECT_EQ(m_info.isValid() ? m_info->getExtraInfo("number") : 0.0f, i % 2 ? static_cast<float>(i) : 0.0f);
  }
}

TEST_F(EventNTupleTest, ObjectsStayWhereTheyAre)
{
  write("x.root", 4);
  EventNTupleReader reader("x.root");
  reader.connect(m_entries);
  reader.read(3);
  const EventMetaData* event = &*m_event;
  const EventExtraInfo* info = &*m_info;
  reader.read(0);
  reader.read(1);
  EXPECT_EQ(&*m_event, event);
  EXPECT_EQ(&*m_info, info);
}

TEST_F(EventNTupleTest, AFileWithoutCommitLeavesNothing)
{
  {
    EventFileWriter file("x.root", 101);
    EventNTupleWriter writer(file, m_entries, 1024 * 1024);
    m_event.create();
    writer.fill();
    EXPECT_FALSE(std::filesystem::exists("x.root"));
  }
  EXPECT_TRUE(std::filesystem::is_empty("."));
}

TEST_F(EventNTupleTest, OtherFilesAreRefused)
{
  {
    EventFileWriter file("empty.root", 101);
    file.commit();
  }
  EXPECT_THROW(EventNTupleReader("empty.root"), std::runtime_error);
  EXPECT_THROW(EventNTupleReader("absent.root"), std::runtime_error);
}

TEST_F(EventNTupleTest, NewerAndForeignFormatsAreRefused)
{
  const std::string beginning = "Could not open input file \"x.root\": ";
  const std::map<std::string, std::string> reasons = {
    {"basf2 events, format 2", "it has the format 2 of a newer release; this one knows formats up to 1"},
    {"my data", "its ntuple 'events' was not written by RootNTupleOutput"}
  };
  for (const auto& [description, reason] : reasons) {
    EventFileWriter file("x.root", 101);
    writePersistent(file);
    auto model = ROOT::RNTupleModel::Create();
    model->SetDescription(description);
    model->MakeField<int>("EventMetaData");
    ROOT::RNTupleWriter::Append(std::move(model), "events", file.getFile());
    file.commit();
    try {
      const EventNTupleReader reader("x.root");
      ADD_FAILURE() << description;
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), beginning + reason);
    }
  }
}

TEST_F(EventNTupleTest, NothingIsRefusedThatCanBeStored)
{
  EXPECT_TRUE(EventNTupleWriter::findRefused(m_entries).empty());
}
