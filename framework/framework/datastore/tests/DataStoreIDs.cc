// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/EventExtraInfo.h>
#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/ProfileInfo.h>
#include <framework/datastore/RelationArray.h>
#include <framework/datastore/StoreArray.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/utilities/TestHelpers.h>

#include <TTimer.h>
#include <gtest/gtest.h>

#include <stdexcept>

using namespace Belle2;

namespace {
  /** An object, two arrays of three and a relation between them. */
  class DataStoreIDs : public ::testing::Test {
  protected:
    void SetUp() override
    {
      event.registerInDataStore();
      hits.registerInDataStore();
      tracks.registerInDataStore();
      hits.registerRelationTo(tracks);
      event.create();
      event->setEvent(7);
      for (int i = 0; i < 3; ++i) {
        hits.appendNew(i, 0, 0);
        tracks.appendNew(10 + i, 0, 0);
      }
      RelationArray(hits, tracks).add(0, 2, 0.5);
    }
    void TearDown() override { DataStore::Instance().reset(); }

    DataStore& store = DataStore::Instance();
    StoreObjPtr<EventMetaData> event;
    StoreArray<ProfileInfo> hits{"Hits"};
    StoreArray<ProfileInfo> tracks{"Tracks"};
  };
}

TEST_F(DataStoreIDs, ACopyIsIndependent)
{
  store.createNewDataStoreID("copy");
  EXPECT_TRUE(store.isDefaultID());
  store.switchID("copy");
  EXPECT_EQ("copy", store.currentID());
  EXPECT_EQ(7u, event->getEvent());
  EXPECT_EQ(3, hits.getEntries());
  event->setEvent(8);
  hits.appendNew(3, 0, 0);
  hits[0]->~ProfileInfo();
  new (hits[0]) ProfileInfo(99, 0, 0);
  store.switchID("");
  EXPECT_EQ(7u, event->getEvent());
  EXPECT_EQ(3, hits.getEntries());
  EXPECT_EQ(0u, hits[0]->getMemory());
  store.switchID("copy");
  EXPECT_EQ(99u, hits[0]->getMemory());
  EXPECT_EQ(4, hits.getEntries());
}

TEST_F(DataStoreIDs, RelationsAreCopied)
{
  store.createNewDataStoreID("copy");
  RelationArray(hits, tracks).clear();
  store.switchID("copy");
  RelationArray relation(hits, tracks);
  ASSERT_EQ(1, relation.getEntries());
  EXPECT_EQ(2u, relation[0].getToIndex());
  EXPECT_FLOAT_EQ(0.5, relation[0].getWeight());
}

TEST_F(DataStoreIDs, AnEmptyOneKnowsNothing)
{
  store.createEmptyDataStoreID("empty");
  store.switchID("empty");
  EXPECT_FALSE(event.isOptional());
  EXPECT_FALSE(hits.isValid());
  EXPECT_EQ(0, hits.getEntries());
  EXPECT_TRUE(hits.registerInDataStore());
  hits.appendNew(1, 0, 0);
  store.switchID("");
  EXPECT_EQ(3, hits.getEntries());
}

TEST_F(DataStoreIDs, ContentThatDoesNotExistDoesNotExistInTheCopy)
{
  store.createNewDataStoreID("copy");
  store.invalidateData(DataStore::c_Event);
  hits.appendNew(5, 0, 0);
  store.copyContentsTo("copy");
  store.switchID("copy");
  EXPECT_FALSE(event.isValid());
  EXPECT_EQ(1, hits.getEntries());
}

TEST_F(DataStoreIDs, ACopyDoesWithoutWhatIsRegisteredLater)
{
  store.createNewDataStoreID("copy");
  store.setInitializeActive(true);
  StoreArray<ProfileInfo> later("Later");
  ASSERT_TRUE(later.registerInDataStore());
  later.appendNew(5, 0, 0);
  hits.appendNew(6, 0, 0);
  EXPECT_THROW(store.copyContentsTo("copy", {"Later"}), std::out_of_range);
  store.copyContentsTo("copy");
  store.switchID("copy");
  EXPECT_FALSE(later.isOptional());
  EXPECT_EQ(4, hits.getEntries());
}

TEST_F(DataStoreIDs, TheEndOfAnEventInvalidatesAll)
{
  store.createNewDataStoreID("copy");
  store.invalidateData(DataStore::c_Event);
  store.switchID("copy");
  EXPECT_FALSE(event.isValid());
  EXPECT_EQ(0, hits.getEntries());
}

TEST_F(DataStoreIDs, PartsAreCopiedByName)
{
  store.createEmptyDataStoreID("part");
  store.copyEntriesTo("part", {"Hits"});
  store.copyContentsTo("part", {"Hits"});
  store.switchID("part");
  EXPECT_EQ(3, hits.getEntries());
  EXPECT_FALSE(tracks.isValid());
}

TEST_F(DataStoreIDs, UnknownAndUsedIdsThrow)
{
  EXPECT_THROW(store.switchID("nowhere"), std::out_of_range);
  EXPECT_THROW(store.copyContentsTo("nowhere"), std::out_of_range);
  EXPECT_THROW(store.createNewDataStoreID(""), std::invalid_argument);
  store.createEmptyDataStoreID("used");
  EXPECT_THROW(store.createEmptyDataStoreID("used"), std::invalid_argument);
  EXPECT_EQ("", store.currentID());
  EXPECT_EQ(3, hits.getEntries());
}

TEST_F(DataStoreIDs, EachKnowsWhereItWasMade)
{
  store.createNewDataStoreID("outer");
  store.switchID("outer");
  store.createEmptyDataStoreID("inner");
  store.switchID("inner");
  EXPECT_EQ("outer", store.getOriginID());
  store.switchID("outer");
  EXPECT_EQ("", store.getOriginID());
}

TEST_F(DataStoreIDs, WhatCannotBeCopiedIsNamed)
{
  StoreObjPtr<TTimer> timer("Timer");
  timer.registerInDataStore();
  EXPECT_B2WARNING(store.createNewDataStoreID("copy"));
}

TEST_F(DataStoreIDs, ResetForgetsAllIds)
{
  store.createNewDataStoreID("copy");
  store.switchID("copy");
  store.reset();
  EXPECT_TRUE(store.isDefaultID());
  EXPECT_THROW(store.switchID("copy"), std::out_of_range);
  EXPECT_FALSE(hits.isValid());
}

TEST_F(DataStoreIDs, MergingAppendsArraysAndShiftsRelations)
{
  store.createNewDataStoreID("second");
  store.switchID("second");
  event->setEvent(9);
  RelationArray(hits, tracks).add(1, 0, 2);
  store.mergeEntriesTo("", {"ALL"});
  store.mergeContentsTo("", {"ALL"});
  store.switchID("");
  EXPECT_EQ(7u, event->getEvent());
  EXPECT_EQ(9u, StoreObjPtr<EventMetaData>("EventMetaData_indepPath")->getEvent());
  ASSERT_EQ(6, hits.getEntries());
  EXPECT_EQ(2u, hits[5]->getMemory());
  EXPECT_EQ(12u, tracks[5]->getMemory());
  RelationArray relation(hits, tracks);
  ASSERT_EQ(3, relation.getEntries());
  EXPECT_EQ(3u, relation[1].getFromIndex());
  EXPECT_EQ(5u, relation[1].getToIndex());
  EXPECT_EQ(4u, relation[2].getFromIndex());
  EXPECT_EQ(3u, relation[2].getToIndex());
}

TEST_F(DataStoreIDs, NewObjectsKeepTheirNamesWhenMerged)
{
  store.createEmptyDataStoreID("second");
  store.switchID("second");
  StoreObjPtr<EventExtraInfo> info;
  info.registerInDataStore();
  info.create();
  info->addExtraInfo("charge", 1);
  store.mergeEntriesTo("", {"EventExtraInfo"});
  store.mergeContentsTo("", {"EventExtraInfo"});
  store.switchID("");
  EXPECT_FLOAT_EQ(1, info->getExtraInfo("charge"));
}

TEST_F(DataStoreIDs, ARelationIsNotMergedWithoutItsArrays)
{
  store.createNewDataStoreID("second");
  store.switchID("second");
  EXPECT_B2ERROR(store.mergeEntriesTo("", {"Hits", "HitsToTracks"}));
}

TEST_F(DataStoreIDs, EntriesStayAtTheirAddress)
{
  const StoreEntry* before = &store.getEntryOfName("Hits", DataStore::c_Event);
  store.createNewDataStoreID("copy");
  store.switchID("copy");
  EXPECT_EQ(before, &store.getEntryOfName("Hits", DataStore::c_Event));
}

TEST_F(DataStoreIDs, WhatIsRegisteredLaterIsNotCopied)
{
  store.createNewDataStoreID("copy");
  StoreArray<ProfileInfo> later("Later");
  later.registerInDataStore();
  later.appendNew();
  hits.clear();
  store.copyContentsTo("copy");
  EXPECT_THROW(store.copyContentsTo("copy", {"Later"}), std::out_of_range);
  store.switchID("copy");
  EXPECT_FALSE(later.isValid());
  EXPECT_EQ(0, hits.getEntries());
}

TEST_F(DataStoreIDs, MergingMakesArraysBeforeTheirRelations)
{
  store.createNewDataStoreID("second");
  DataStore::Instance().invalidateData(DataStore::c_Event);
  store.switchID("second");
  hits.appendNew(2, 0, 0);
  tracks.appendNew(3, 0, 0);
  RelationArray(hits, tracks).add(0, 0, 4);
  store.mergeContentsTo("", {"ALL"});
  store.switchID("");
  EXPECT_EQ(1, tracks.getEntries());
  EXPECT_EQ(1, RelationArray(hits, tracks).getEntries());
}
