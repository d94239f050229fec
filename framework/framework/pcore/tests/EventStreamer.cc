// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/pcore/EventStreamer.h>

#include <framework/core/Module.h>
#include <framework/core/ProcessStatistics.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/ProfileInfo.h>
#include <framework/datastore/RelationArray.h>
#include <framework/datastore/StoreArray.h>
#include <framework/datastore/StoreObjPtr.h>

#include <TNamed.h>
#include <gtest/gtest.h>

#include <stdexcept>

using namespace Belle2;

namespace {
  class EventStreamerTest : public ::testing::Test {
  protected:
    void SetUp() override
    {
      DataStore::Instance().reset();
      event.registerInDataStore();
      infos.registerInDataStore();
      single.registerInDataStore();
      base.registerInDataStore();
      infos.registerRelationTo(infos);
      statistics.registerInDataStore();
      DataStore::Instance().setInitializeActive(false);
      statistics.create();
      event.construct(5, 6, 7);
    }
    void TearDown() override { DataStore::Instance().reset(); }

    StoreObjPtr<EventMetaData> event;
    StoreArray<ProfileInfo> infos;
    StoreObjPtr<ProfileInfo> single{"Single"};
    StoreObjPtr<TObject> base{"Base"};
    StoreObjPtr<ProcessStatistics> statistics{"", DataStore::c_Persistent};
  };

  TEST_F(EventStreamerTest, EventBecomesWhatWasWritten)
  {
    infos.appendNew(1, 2, 3);
    infos.appendNew(4, 5, 6);
    RelationArray(infos, infos).add(0, 1, -0.5);
    single.construct(7, 8, 9);
    const std::string bytes = EventStreamer::write();

    infos.clear();
    infos.appendNew(0, 0, 0);
    single.create(true);
    event.construct(1, 1, 1);
    const TObject* address = infos.getPtr();
    EventStreamer::read(bytes);

    EXPECT_EQ(event->getExperiment(), 7);
    ASSERT_EQ(infos.getEntries(), 2);
    EXPECT_EQ(infos[1]->getVirtualMemory(), 5);
    EXPECT_EQ(single->getMemory(), 7);
    EXPECT_EQ(infos.getPtr(), address);
    const RelationArray relations(infos, infos);
    ASSERT_EQ(relations.getEntries(), 1);
    EXPECT_EQ(relations[0].getToIndex(), 1u);
    EXPECT_EQ(relations[0].getWeight(), -0.5f);
  }

  TEST_F(EventStreamerTest, WhatDidNotExistIsGone)
  {
    const std::string bytes = EventStreamer::write();
    single.create();
    infos.appendNew(1, 2, 3);
    EventStreamer::read(bytes);
    EXPECT_FALSE(single.isValid());
    EXPECT_EQ(infos.getEntries(), 0);
    EXPECT_TRUE(event.isValid());
  }

  TEST_F(EventStreamerTest, WhatAnOutputMarkedAsMissingIsThereAgain)
  {
    infos.appendNew(1, 2, 3);
    single.construct(7, 8, 9);
    const std::string bytes = EventStreamer::write();
    for (const char* name : {"ProfileInfos", "Single"}) {
      auto& entry = DataStore::Instance().getEntryOfName(name, DataStore::c_Event);
      entry.invalidate();
      entry.object->SetBit(TObject::kInvalidObject);
    }
    EventStreamer::read(bytes);
    for (const char* name : {"ProfileInfos", "Single"}) {
      const auto& entry = DataStore::Instance().getEntryOfName(name, DataStore::c_Event);
      EXPECT_FALSE(entry.object->TestBit(TObject::kInvalidObject)) << name;
      EXPECT_EQ(entry.ptr, entry.object) << name;
    }
  }

  TEST_F(EventStreamerTest, WhatIsNotRegisteredIsPassedOver)
  {
    infos.appendNew(1, 2, 3);
    single.construct(7, 8, 9);
    const std::string bytes = EventStreamer::write();
    DataStore::Instance().reset();
    single.registerInDataStore();
    EventStreamer::read(bytes);
    EXPECT_EQ(single->getMemory(), 7);
    EXPECT_FALSE(DataStore::Instance().getStoreEntryMap(DataStore::c_Event).count("ProfileInfos"));
  }

  TEST_F(EventStreamerTest, ObjectOfAnotherClassIsRefused)
  {
    base.assign(new TNamed("name", "title"));
    const std::string bytes = EventStreamer::write();
    DataStore::Instance().reset();
    StoreObjPtr<ProfileInfo> other("Base");
    other.registerInDataStore();
    EXPECT_THROW(EventStreamer::read(bytes), std::runtime_error);
  }

  TEST_F(EventStreamerTest, ObjectKeepsItsOwnClass)
  {
    base.assign(new TNamed("name", "title"));
    const std::string bytes = EventStreamer::write();
    base.clear();
    EventStreamer::read(bytes);
    EXPECT_STREQ(base->GetName(), "name");
  }

  TEST_F(EventStreamerTest, StatisticsAreAdded)
  {
    const auto oneModule = [this]() { return statistics->getAll().at(0).getCalls(ModuleStatistics::c_Event); };
    struct Nothing final : Module {} module;
    statistics->add(&module, ModuleStatistics::c_Event, 1, 0);
    const std::string bytes = EventStreamer::write();
    EventStreamer::read(bytes);
    EventStreamer::read(bytes);
    EXPECT_EQ(oneModule(), 3);
  }

  TEST_F(EventStreamerTest, HalfAnEventIsRefused)
  {
    const std::string bytes = EventStreamer::write();
    for (const std::size_t size : {std::size_t(0), std::size_t(3), bytes.size() / 2, bytes.size() - 1})
      EXPECT_THROW(EventStreamer::read(bytes.substr(0, size)), std::runtime_error) << size;
  }

  TEST_F(EventStreamerTest, ElementsUnderAnotherNameCannotBeSent)
  {
    infos.appendNew(1, 2, 3);
    auto& entry = DataStore::Instance().getEntryOfName("Single", DataStore::c_Event);
    entry.ptr = infos[0];
    EXPECT_THROW(EventStreamer::write(), std::runtime_error);
    entry.ptr = nullptr;
  }
}
