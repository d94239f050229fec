// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/ProfileInfo.h>
#include <framework/dataobjects/RelationContainer.h>
#include <framework/datastore/RelationArray.h>
#include <framework/datastore/RelationIndex.h>
#include <framework/datastore/RelationsObject.h>
#include <framework/datastore/StoreArray.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  class RelationsTest: public ::testing::Test {
  protected:
    void SetUp() override
    {
      DataStore::Instance().reset();
      m_from.registerInDataStore();
      m_to.registerInDataStore();
      m_from.registerRelationTo(m_to);
      m_from.registerRelationTo(m_to, DataStore::c_Event, DataStore::c_WriteOut, "Best");
      m_from.registerRelationTo(m_from);
      for (int i = 0; i < 5; ++i) {
        m_from.appendNew();
        m_to.appendNew(i, 0, 0);
      }
    }
    void TearDown() override { DataStore::Instance().reset(); }

    StoreArray<RelationsObject> m_from{"Froms"};
    StoreArray<ProfileInfo> m_to;
  };

  /** Indices of related objects. */
  template<class T> std::vector<unsigned long> memories(const RelationVector<T>& related)
  {
    std::vector<unsigned long> result;
    for (const ProfileInfo& info : related) result.push_back(info.getMemory());
    return result;
  }
  using Numbers = std::vector<unsigned long>;
}

TEST_F(RelationsTest, NamesFollowTheArrays)
{
  EXPECT_EQ(DataStore::relationName("A", "B"), "AToB");
  EXPECT_EQ(DataStore::relationName("A", "B", "c_1"), "AToBNamedc_1");
  EXPECT_B2FATAL(DataStore::relationName("A", "B", "with blank"));
  EXPECT_EQ((DataStore::defaultRelationName<EventMetaData, ProfileInfo>()), "EventMetaDatasToProfileInfos");
}

TEST_F(RelationsTest, RegistrationChecksKindAndDurability)
{
  StoreArray<ProfileInfo> persistent("P", DataStore::c_Persistent);
  EXPECT_B2FATAL(m_from.registerRelationTo(persistent, DataStore::c_Persistent));
  EXPECT_TRUE(m_from.registerRelationTo(persistent));
  EXPECT_TRUE(m_from.hasRelationTo(m_to));
  EXPECT_TRUE(m_to.hasRelationFrom(m_from));
  EXPECT_FALSE(m_to.hasRelationTo(m_from));
  EXPECT_B2ERROR(EXPECT_FALSE(m_to.requireRelationTo(m_from)));
  EXPECT_NO_B2ERROR(EXPECT_FALSE(m_to.optionalRelationTo(m_from)));
}

TEST_F(RelationsTest, RelatedObjectsComeInTheOrderAddedWithTheirWeights)
{
  m_from[1]->addRelationTo(m_to[4], 2.5);
  m_from[1]->addRelationTo(m_to[0]);
  m_from[1]->addRelationTo(m_to[4], -1);
  m_from[1]->addRelationTo(static_cast<const ProfileInfo*>(nullptr));
  const auto related = m_from[1]->getRelationsTo<ProfileInfo>();
  EXPECT_EQ(memories(related), (Numbers{4, 0, 4}));
  EXPECT_EQ(related.weights(), (std::vector<float> {2.5, 1, -1}));
  EXPECT_EQ(m_from[1]->getRelated<ProfileInfo>(), m_to[4]);
  EXPECT_EQ(m_from[0]->getRelated<ProfileInfo>(), nullptr);
  EXPECT_EQ(m_from[0]->getRelatedToWithWeight<ProfileInfo>().second, 1);
  EXPECT_EQ(m_from[1]->getRelatedToWithWeight<ProfileInfo>().second, 2.5f);
  EXPECT_EQ(DataStore::getRelated<RelationsObject>(m_to[0], "Froms"), m_from[1]);
  EXPECT_EQ(DataStore::getRelationsWithObj<RelationsObject>(m_to[4], "Froms").size(), 2u);
}

TEST_F(RelationsTest, AddingAndAskingInTurnsWorks)
{
  for (int i = 0; i < 5; ++i) {
    m_from[0]->addRelationTo(m_to[i]);
    EXPECT_EQ(m_from[0]->getRelationsTo<ProfileInfo>().size(), i + 1u);
  }
}

TEST_F(RelationsTest, NamedRelationsAreKeptApart)
{
  m_from[0]->addRelationTo(m_to[1]);
  m_from[0]->addRelationTo(m_to[2], 1.0, "Best");
  EXPECT_EQ(memories(m_from[0]->getRelationsTo<ProfileInfo>()), Numbers{1});
  EXPECT_EQ(memories(m_from[0]->getRelationsTo<ProfileInfo>("", "Best")), Numbers{2});
  EXPECT_EQ(m_from[0]->getRelationsTo<TObject>("ALL").size(), 2u);
}

TEST_F(RelationsTest, AnArrayMayHaveRelationsToItself)
{
  m_from[0]->addRelationTo(m_from[0], 7);
  m_from[0]->addRelationTo(m_from[2], 8);
  EXPECT_EQ(m_from[0]->getRelationsWith<RelationsObject>("Froms").weights(), (std::vector<float> {7, 8, 7}));
  EXPECT_EQ(m_from[2]->getRelatedFrom<RelationsObject>("Froms"), m_from[0]);
}

TEST_F(RelationsTest, ConstObjectsGiveConstObjects)
{
  const RelationsObject* object = m_from[0];
  static_assert(std::is_same_v < decltype(object->getRelated<ProfileInfo>()), const ProfileInfo* >);
  static_assert(std::is_same_v < decltype(*object->getRelationsTo<ProfileInfo>().begin()), const ProfileInfo& >);
}

TEST_F(RelationsTest, WrongUseIsFatal)
{
  RelationsObject outside;
  ProfileInfo foreign;
  EXPECT_B2FATAL(outside.addRelationTo(m_to[0]));
  EXPECT_B2FATAL(m_from[0]->addRelationTo(&foreign));
  EXPECT_B2FATAL(m_from[0]->addRelationTo(m_to[0], 1.0, "Unknown"));
  EXPECT_B2FATAL(DataStore::addRelationFromTo(m_to[0], m_from[0]));
  EXPECT_B2FATAL(m_from[0]->addRelationTo(m_to[0]); m_from[0]->getRelationsTo<EventMetaData>("ProfileInfos"));
  EXPECT_EQ(outside.getArrayName(), "");
  EXPECT_EQ(outside.getArrayIndex(), -1);
  EXPECT_EQ(m_from[3]->getArrayIndex(), 3);
  EXPECT_EQ(m_from[3]->getArrayName(), "Froms");
  EXPECT_EQ(RelationsObject(*m_from[3]).getArrayIndex(), -1);
}

TEST_F(RelationsTest, WeightsChangeAndRelationsGo)
{
  for (int i = 0; i < 3; ++i) m_from[0]->addRelationTo(m_to[i], i);
  auto related = m_from[0]->getRelationsTo<ProfileInfo>();
  related.setWeight(2, 42);
  EXPECT_EQ(m_from[0]->getRelationsTo<ProfileInfo>().weight(2), 42);
  related.remove(0);
  related.remove(0);
  EXPECT_EQ(memories(m_from[0]->getRelationsTo<ProfileInfo>()), Numbers{2});
  EXPECT_THROW(related.object(5), std::out_of_range);
}

TEST_F(RelationsTest, CopiesTakeBothDirections)
{
  m_from[0]->addRelationTo(m_to[3], 2);
  m_from[1]->addRelationTo(m_from[0], 3);
  m_from[4]->copyRelations(m_from[0]);
  EXPECT_EQ(m_from[4]->getRelatedToWithWeight<ProfileInfo>(), std::make_pair(m_to[3], 2.0f));
  EXPECT_EQ(m_from[4]->getRelatedFromWithWeight<RelationsObject>("Froms"), std::make_pair(m_from[1], 3.0f));
}

TEST_F(RelationsTest, ClearingAnArrayClearsItsRelations)
{
  m_from[0]->addRelationTo(m_to[3]);
  m_to.clear();
  EXPECT_EQ(RelationArray(m_from, m_to).getEntries(), 0);
  EXPECT_EQ(m_from[0]->getRelationsTo<ProfileInfo>().size(), 0u);
  EXPECT_EQ(m_from.getEntries(), 5);
}

TEST_F(RelationsTest, IndexFollowsTheRelationArray)
{
  RelationArray relation(m_from, m_to);
  EXPECT_FALSE(relation.isValid());
  RelationIndex<RelationsObject, ProfileInfo> index(m_from, m_to);
  EXPECT_EQ(index.size(), 0u);
  relation.add(1, 2, 0.5);
  relation.add(1, {3, 2}, {1.0, 1.5});
  EXPECT_TRUE(relation.isValid());
  EXPECT_EQ(index.size(), 3u);
  EXPECT_EQ(index.getElementsFrom(m_from[1]).size(), 3u);
  EXPECT_EQ(index.getElementsTo(m_to[2]).size(), 2u);
  EXPECT_EQ(index.getFirstElementTo(m_to[3])->from, m_from[1]);
  EXPECT_EQ(index.getFirstElementFrom(m_from[0]), nullptr);
  EXPECT_EQ(index.getFirstElementFrom(static_cast<const RelationsObject*>(nullptr)), nullptr);
  relation.consolidate();
  EXPECT_EQ(relation.getEntries(), 1);
  EXPECT_EQ(relation[0].getToIndices(), (std::vector<unsigned int> {2, 3}));
  EXPECT_EQ(relation[0].getWeights(), (std::vector<float> {2.0, 1.0}));
  EXPECT_EQ(index.size(), 2u);
  EXPECT_THROW(relation[1], std::out_of_range);
}

TEST_F(RelationsTest, IndexOutsideOfTheArraysIsFatal)
{
  RelationArray relation(m_from, m_to);
  relation.add(0, 5);
  EXPECT_B2FATAL((RelationIndex<RelationsObject, ProfileInfo>(m_from, m_to).size()));
  EXPECT_B2FATAL(m_from[0]->getRelationsTo<ProfileInfo>());
}

TEST_F(RelationsTest, NameOfOtherArraysIsFatal)
{
  EXPECT_B2FATAL(RelationArray(m_to, m_from, "FromsToProfileInfos"));
  EXPECT_B2FATAL((RelationIndex<EventMetaData, ProfileInfo>("FromsToProfileInfos")));
  EXPECT_EQ((RelationIndex<EventMetaData, ProfileInfo>()).size(), 0u);
}

TEST_F(RelationsTest, RelationsEndWithTheEvent)
{
  m_from[0]->addRelationTo(m_to[3]);
  DataStore::Instance().invalidateData(DataStore::c_Event);
  m_from.appendNew();
  for (int i = 0; i < 5; ++i) m_to.appendNew(i, 0, 0);
  EXPECT_EQ(m_from[0]->getRelationsTo<ProfileInfo>().size(), 0u);
  m_from[0]->addRelationTo(m_to[1]);
  EXPECT_EQ(memories(m_from[0]->getRelationsTo<ProfileInfo>()), Numbers{1});
}

TEST_F(RelationsTest, RelatedArraysAreListed)
{
  EXPECT_EQ(DataStore::Instance().getListOfRelatedArrays(m_from), (std::vector<std::string> {"Froms", "ProfileInfos"}));
  EXPECT_EQ(DataStore::Instance().getListOfRelatedArrays(m_to), std::vector<std::string> {"Froms"});
}

TEST_F(RelationsTest, ConsolidationGivesNewIndices)
{
  RelationArray relation(m_from, m_to);
  auto fill = [&relation] {
    relation.clear();
    relation.add(0, 0, 1);
    relation.add(0, std::vector<unsigned int>{1, 2}, 2);
    relation.add(1, 1, 4);
  };
  // 0 is now another object, which has the place 1 already; 2 has only moved.
  const std::map<unsigned int, std::pair<unsigned int, bool>> changes{{0, {1, true}}, {2, {3, false}}};
  const RelationArray::ReplaceMap<> replace(changes);
  const std::map<RelationArray::EConsolidationAction, std::vector<float>> wanted{{RelationArray::c_doNothing, {7, 2}},
    {RelationArray::c_zeroWeight, {4, 0}}, {RelationArray::c_negativeWeight, {1, -2}}, {RelationArray::c_deleteElement, {4}}};
  for (const auto& [action, weights] : wanted) {
    fill();
    relation.consolidate(replace, replace, action);
    ASSERT_EQ(relation.getEntries(), 1);
    EXPECT_EQ(relation[0].getFromIndex(), 1u);
    EXPECT_EQ(relation[0].getWeights(), weights) << action;
    EXPECT_EQ(relation[0].getToIndex(weights.size() - 1), weights.size() == 1 ? 1u : 3u);
  }
  const std::vector<std::pair<unsigned int, bool>> shift{{1, false}, {2, false}};
  relation.consolidate(RelationArray::Identity(), RelationArray::ReplaceVec<>(shift));
  EXPECT_EQ(relation[0].getToIndex(0), 2u);
}

TEST_F(RelationsTest, AccessorsTellWhatTheyBelongTo)
{
  RelationArray relation(m_from, m_to);
  EXPECT_EQ(relation.getFromAccessorParams(), m_from.getAccessorParams());
  EXPECT_EQ(m_to.getAccessorParams(), AccessorParams("ProfileInfos", DataStore::c_Event));
  const RelationIndex<RelationsObject, ProfileInfo> index(m_from, m_to);
  EXPECT_FALSE(index);
  EXPECT_FALSE(relation.getModified());
  relation.add(0, 0);
  EXPECT_TRUE(index);
  EXPECT_TRUE(relation.getModified());
  EXPECT_EQ(index.size(), 1u);
  EXPECT_FALSE(relation.getModified());
}

TEST_F(RelationsTest, IndicesAreCheckedAtOnce)
{
  using Index = RelationIndex<RelationsObject, ProfileInfo>;
  StoreArray<RelationsObject> other("Others");
  other.registerInDataStore();
  const std::string name = DataStore::relationName("Froms", "ProfileInfos");
  EXPECT_EQ(Index(m_from, m_to).getFromAccessorParams().first, "");
  EXPECT_B2FATAL(Index(other, m_to, name));
  RelationArray relation(m_from, m_to);
  relation.add(0, 9);
  EXPECT_B2FATAL(Index(m_from, m_to));
}

TEST_F(RelationsTest, ContainersWithoutNamesAreNoRelation)
{
  RelationArray relation(m_from, m_to);
  EXPECT_TRUE(DataStore::Instance().createObject(new RelationContainer, false, relation));
  EXPECT_FALSE(relation.isValid());
  EXPECT_EQ((RelationIndex<RelationsObject, ProfileInfo>(m_from, m_to).size()), 0u);
}

TEST_F(RelationsTest, ContentsOfRelationsAreMoved)
{
  StoreArray<RelationsObject> other("Others");
  other.registerInDataStore();
  other.registerRelationTo(m_to);
  other.appendNew();
  RelationArray from(m_from, m_to);
  RelationArray to(other, m_to);
  for (float weight : {1.0f, 2.0f}) {
    m_from[0]->addRelationTo(m_to[3], weight);
    EXPECT_EQ(m_from[0]->getRelationsTo<ProfileInfo>().size(), 1u);
    DataStore::Instance().replaceData(from, to);
    EXPECT_EQ(m_from[0]->getRelationsTo<ProfileInfo>().size(), 0u);
    EXPECT_EQ(other[0]->getRelationsTo<ProfileInfo>().weights(), std::vector<float> {weight});
    const StoreEntry& entry = DataStore::Instance().getEntryOfName(to.getName(), DataStore::c_Event);
    EXPECT_EQ(static_cast<const RelationContainer*>(entry.ptr)->getFromName(), "Others");
  }
}

TEST_F(RelationsTest, VectorsAreJoined)
{
  m_from[0]->addRelationTo(m_to[1], 1);
  m_from[1]->addRelationTo(m_to[2], 2);
  auto related = m_from[0]->getRelationsTo<ProfileInfo>();
  related.add(m_from[1]->getRelationsTo<ProfileInfo>());
  EXPECT_EQ(memories(related), (Numbers{1, 2}));
  related.setWeight(1, 5);
  EXPECT_EQ(m_from[1]->getRelatedToWithWeight<ProfileInfo>().second, 5);
  related.add(related);
  EXPECT_EQ(related.weights(), (std::vector<float> {1, 5, 1, 5}));
}

TEST_F(RelationsTest, ConstArraysGiveConstObjects)
{
  const StoreArray<RelationsObject> array("Froms");
  static_assert(std::is_same_v < decltype(array[0]), const RelationsObject* >);
  static_assert(std::is_same_v < decltype(*array.begin()), const RelationsObject& >);
  static_assert(std::is_same_v < decltype(*StoreArray<const RelationsObject>("Froms").begin()), const RelationsObject& >);
  EXPECT_EQ(array[2], m_from[2]);
}

TEST_F(RelationsTest, NamedRelationsAreCopiedToo)
{
  m_from[0]->addRelationTo(m_to[3], 2, "Best");
  m_from[4]->copyRelations(m_from[0]);
  EXPECT_EQ(m_from[4]->getRelatedTo<ProfileInfo>(), nullptr);
  EXPECT_EQ((m_from[4]->getRelatedToWithWeight<ProfileInfo>("", "Best")), std::make_pair(m_to[3], 2.0f));
}
