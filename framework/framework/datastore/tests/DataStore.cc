// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/ProfileInfo.h>
#include <framework/datastore/PyStoreArray.h>
#include <framework/datastore/PyStoreObj.h>
#include <framework/datastore/StoreArray.h>
#include <framework/datastore/StoreObjPtr.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  class DataStoreTest: public ::testing::Test {
  protected:
    void SetUp() override
    {
      DataStore::Instance().reset();
      m_object.registerInDataStore();
      m_array.registerInDataStore();
      m_persistent.registerInDataStore();
      DataStore::Instance().setInitializeActive(false);
      m_object.create();
      for (int i = 0; i < 10; ++i) m_array.appendNew(i, 10 * i, 0.5);
    }
    void TearDown() override { DataStore::Instance().reset(); }

    StoreObjPtr<EventMetaData> m_object;
    StoreArray<ProfileInfo> m_array;
    StoreArray<ProfileInfo> m_persistent{"Other", DataStore::c_Persistent};
  };
}

TEST_F(DataStoreTest, DefaultNamesComeFromTheClass)
{
  EXPECT_EQ(DataStore::defaultObjectName<EventMetaData>(), "EventMetaData");
  EXPECT_EQ(DataStore::defaultArrayName<ProfileInfo>(), "ProfileInfos");
  EXPECT_EQ(DataStore::defaultObjectName("genfit::Track"), "GF2Track");
  EXPECT_EQ(DataStore::arrayName<ProfileInfo>("X"), "X");
  EXPECT_EQ(DataStore::arrayName(ProfileInfo::Class(), "X"), "X");
  EXPECT_EQ(DataStore::arrayName(ProfileInfo::Class(), ""), "ProfileInfos");
  EXPECT_EQ(DataStore::objectName(ProfileInfo::Class(), ""), "ProfileInfo");
  EXPECT_EQ(DataStore::getTClassFromDefaultArrayName("ProfileInfos"), ProfileInfo::Class());
  EXPECT_EQ(DataStore::getTClassFromDefaultObjectName("Belle2::EventMetaData"), EventMetaData::Class());
  EXPECT_EQ(DataStore::getTClassFromDefaultObjectName("NoSuchThing"), nullptr);
  EXPECT_EQ(m_array.readableName(), "array 'ProfileInfos' (durability: event)");
  EXPECT_EQ(StoreObjPtr<EventMetaData>("Y", DataStore::c_Persistent).readableName(), "object 'Y' (durability: persistent)");
}

TEST_F(DataStoreTest, RegistrationIsForInitializeOnly)
{
  StoreObjPtr<ProfileInfo> late;
  EXPECT_B2ERROR(EXPECT_FALSE(late.registerInDataStore()));
  DataStore::Instance().setInitializeActive(true);
  EXPECT_NO_B2ERROR(EXPECT_TRUE(late.registerInDataStore("Late")));
  EXPECT_EQ(late.getName(), "Late");
}

TEST_F(DataStoreTest, SecondRegistrationChecksKindClassAndFlags)
{
  DataStore::Instance().setInitializeActive(true);
  EXPECT_TRUE(m_object.registerInDataStore());
  EXPECT_B2ERROR(EXPECT_FALSE(m_object.registerInDataStore(DataStore::c_ErrorIfAlreadyRegistered)));
  EXPECT_B2WARNING(EXPECT_TRUE(m_object.registerInDataStore(DataStore::c_DontWriteOut)));
  EXPECT_TRUE(m_object.notWrittenOut());
  EXPECT_B2FATAL(StoreArray<EventMetaData>("EventMetaData").registerInDataStore());
  EXPECT_B2FATAL(StoreObjPtr<ProfileInfo>("EventMetaData").registerInDataStore());
  EXPECT_B2ERROR(EXPECT_FALSE(StoreArray<ProfileInfo>("ALL").registerInDataStore()));
}

TEST_F(DataStoreTest, WrongAccessIsFatalAndBaseClassesAreFine)
{
  EXPECT_B2FATAL(StoreObjPtr<ProfileInfo>("EventMetaData").isValid());
  EXPECT_B2FATAL(StoreObjPtr<ProfileInfo>("ProfileInfos").isValid());
  EXPECT_TRUE(StoreObjPtr<TObject>("EventMetaData").isValid());
  EXPECT_EQ(StoreArray<TObject>("ProfileInfos").getEntries(), 10);
}

TEST_F(DataStoreTest, ContentIsGoneAfterTheEventAndRegistrationStays)
{
  m_persistent.appendNew(1, 1, 1);
  const StoreEntry* entry = DataStore::Instance().getStoreEntryMap(DataStore::c_Event).at("ProfileInfos");
  DataStore::Instance().invalidateData(DataStore::c_Event);
  EXPECT_FALSE(m_object.isValid());
  EXPECT_TRUE(m_array.isValid());
  EXPECT_EQ(m_array.getEntries(), 0);
  EXPECT_EQ(m_persistent.getEntries(), 1);
  EXPECT_THROW(m_object->getRun(), std::runtime_error);
  EXPECT_EQ(entry, DataStore::Instance().getStoreEntryMap(DataStore::c_Event).at("ProfileInfos"));
}

TEST_F(DataStoreTest, AccessorsSurviveAReset)
{
  EXPECT_EQ(m_array.getEntries(), 10);
  DataStore::Instance().reset();
  EXPECT_FALSE(m_array.isValid());
  EXPECT_FALSE(m_object.isValid());
  EXPECT_TRUE(m_array.registerInDataStore());
  m_array.appendNew();
  EXPECT_EQ(m_array.getEntries(), 1);
}

TEST_F(DataStoreTest, CreateMakesANewObjectInTheSamePlace)
{
  EventMetaData* before = &*m_object;
  m_object->setRun(7);
  EXPECT_B2ERROR(EXPECT_FALSE(m_object.create()));
  EXPECT_TRUE(m_object.create(true));
  EXPECT_EQ(&*m_object, before);
  EXPECT_EQ(m_object->getRun(), 0);
  EXPECT_TRUE(m_object.construct(1, 2, 3));
  EXPECT_EQ(m_object->getExperiment(), 3);
  m_object.clear();
  EXPECT_EQ(m_object->getExperiment(), 0);
  EXPECT_B2ERROR(EXPECT_FALSE(StoreObjPtr<ProfileInfo>("Nothing").create()));
}

TEST_F(DataStoreTest, AssignTakesOnlyWhatFits)
{
  EXPECT_B2ERROR(EXPECT_FALSE(m_object.assign(new EventMetaData)));
  EXPECT_TRUE(m_object.assign(new EventMetaData(5), true));
  EXPECT_EQ(m_object->getEvent(), 5u);
  EXPECT_B2ERROR(EXPECT_FALSE(m_object.assign(new ProfileInfo, true)));
  EXPECT_B2ERROR(EXPECT_FALSE(m_array.assign(new ProfileInfo, true)));
  EXPECT_EQ(m_object->getEvent(), 5u);
}

TEST_F(DataStoreTest, ArrayMembersAreReachedByIndexAndIteration)
{
  EXPECT_EQ(m_array[3]->getMemory(), 3u);
  unsigned long sum = 0;
  for (const ProfileInfo& info : m_array) sum += info.getMemory();
  EXPECT_EQ(sum, 45u);
  try {
    m_array[10];
    FAIL();
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(),
                 "Out-of-range access in StoreArray::operator[], for array 'ProfileInfos' (durability: event), index 10");
  }
  EXPECT_THROW(m_array[-1], std::out_of_range);
}

TEST_F(DataStoreTest, ConstArraysGiveConstObjects)
{
  const StoreArray<ProfileInfo>& array = m_array;
  static_assert(std::is_same_v<decltype(array[0]), const ProfileInfo*>);
  static_assert(std::is_same_v<decltype(*array.begin()), const ProfileInfo&>);
  static_assert(std::is_same_v<decltype(m_array[0]), ProfileInfo*>);
  EXPECT_EQ(array[1]->getMemory(), 1u);
}

TEST_F(DataStoreTest, UnregisteredNamesAreEmptyAndCannotBeFilled)
{
  StoreArray<ProfileInfo> array("Nothing");
  EXPECT_FALSE(array.isValid());
  EXPECT_EQ(array.getEntries(), 0);
  for (const ProfileInfo& info : array) FAIL() << info.getMemory();
  EXPECT_NO_B2ERROR(array.clear());
  EXPECT_THROW(array.appendNew(), std::runtime_error);
  EXPECT_THROW(array.getPtr(), std::runtime_error);
  EXPECT_THROW(*StoreObjPtr<ProfileInfo>("Nothing"), std::runtime_error);
}

TEST_F(DataStoreTest, RequiredThingsAreAskedForInInitialize)
{
  EXPECT_B2FATAL(m_array.isRequired());
  EXPECT_TRUE(m_array.isOptional());
  EXPECT_FALSE(StoreArray<ProfileInfo>().isOptional("Nothing"));
  DataStore::Instance().setInitializeActive(true);
  EXPECT_TRUE(m_array.isRequired());
  EXPECT_B2ERROR(EXPECT_FALSE(StoreArray<ProfileInfo>("Nothing").isRequired()));
}

TEST_F(DataStoreTest, ContentCanBeMovedBetweenEntries)
{
  DataStore::Instance().setInitializeActive(true);
  StoreArray<ProfileInfo> target("Target");
  target.registerInDataStore(DataStore::c_DontWriteOut);
  target.appendNew(99, 0, 0);
  DataStore::Instance().replaceData(m_array, target);
  EXPECT_EQ(m_array.getEntries(), 0);
  EXPECT_EQ(target.getEntries(), 10);
  EXPECT_TRUE(target.notWrittenOut());
  EXPECT_FALSE(m_array.notWrittenOut());
}

TEST_F(DataStoreTest, ListsAreSorted)
{
  DataStore::Instance().setInitializeActive(true);
  StoreArray<ProfileInfo>("A").registerInDataStore();
  EXPECT_EQ(StoreArray<ProfileInfo>::getArrayList(), (std::vector<std::string> {"A", "ProfileInfos"}));
  EXPECT_EQ(StoreArray<TObject>::getArrayList(DataStore::c_Persistent), std::vector<std::string> {"Other"});
  EXPECT_EQ(StoreObjPtr<EventMetaData>::getObjectList(), std::vector<std::string> {"EventMetaData"});
}

TEST_F(DataStoreTest, RelationsAreNotAmongTheObjects)
{
  const std::vector<std::string> before = DataStore::Instance().getListOfObjects(TObject::Class(), DataStore::c_Event);
  DataStore::Instance().setInitializeActive(true);
  StoreArray<ProfileInfo> first("First");
  first.registerInDataStore();
  first.registerRelationTo(first);
  EXPECT_EQ(DataStore::Instance().getListOfObjects(TObject::Class(), DataStore::c_Event), before);
}

TEST_F(DataStoreTest, MembersOfArraysAreFound)
{
  StoreEntry* entry = nullptr;
  int index = -1;
  EXPECT_TRUE(DataStore::Instance().findStoreEntry(m_array[4], entry, index));
  EXPECT_EQ(entry->name, "ProfileInfos");
  EXPECT_EQ(index, 4);
  entry = nullptr;
  EXPECT_FALSE(DataStore::Instance().findStoreEntry(&*m_object, entry, index));
}

TEST_F(DataStoreTest, PythonAccessorsKnowTheClassByName)
{
  PyStoreArray array("ProfileInfos");
  EXPECT_TRUE(array.isValid());
  EXPECT_EQ(array.size(), 10u);
  EXPECT_EQ(array[3], m_array[3]);
  EXPECT_NE(array.appendNew(), nullptr);
  EXPECT_EQ(m_array.getEntries(), 11);
  PyStoreObj object("EventMetaData");
  EXPECT_EQ(object.obj(), &*m_object);
  DataStore::Instance().setInitializeActive(true);
  EXPECT_B2ERROR(EXPECT_FALSE(PyStoreArray("Strange").registerInDataStore()));
  EXPECT_B2ERROR(EXPECT_FALSE(PyStoreObj("Strange").registerInDataStore()));
  EXPECT_B2ERROR(EXPECT_EQ(PyStoreArray("Strange").getEntries(), 0));
  EXPECT_TRUE(PyStoreArray(ProfileInfo::Class(), "Strange").registerInDataStore());
}
