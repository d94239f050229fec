// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/ProfileInfo.h>
#include <framework/datastore/RelationArray.h>
#include <framework/datastore/SelectSubset.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  using Names = std::vector<std::string>;
  using Weights = std::vector<float>;

  bool isOdd(const RelationsObject* object) { return object->GetUniqueID() % 2; }

  /** Six numbered members with relations within, from two others and to profiles. */
  class SelectSubsetTest: public ::testing::Test {
  protected:
    void SetUp() override
    {
      DataStore::Instance().reset();
      m_set.registerInDataStore();
      m_above.registerInDataStore();
      m_below.registerInDataStore();
      m_above.registerRelationTo(m_set);
      m_set.registerRelationTo(m_below);
    }
    void TearDown() override { DataStore::Instance().reset(); }

    void fill()
    {
      DataStore::Instance().setInitializeActive(false);
      for (int i = 0; i < 6; ++i) m_set.appendNew()->SetUniqueID(i);
      for (int i = 0; i < 2; ++i) m_above.appendNew();
      for (int i = 0; i < 6; ++i) m_below.appendNew(i, 0, 0);
      for (int i = 0; i < 6; ++i) {
        m_above[i % 2]->addRelationTo(m_set[i], i);
        m_set[i]->addRelationTo(m_below[5 - i], -i);
        m_set[i]->addRelationTo(m_below[0], 10 * i);
      }
    }

    StoreArray<RelationsObject> m_set{"Set"};
    StoreArray<RelationsObject> m_above{"Above"};
    StoreArray<ProfileInfo> m_below{"Below"};
    StoreArray<RelationsObject> m_subset{"Subset"};
    SelectSubset<RelationsObject> m_select;
  };

  std::vector<unsigned int> numbers(const StoreArray<RelationsObject>& array)
  {
    std::vector<unsigned int> result;
    for (const RelationsObject& object : array) result.push_back(object.GetUniqueID());
    return result;
  }
  using Numbers = std::vector<unsigned int>;
}

TEST_F(SelectSubsetTest, CopiesKnowTheirOriginalsAndNothingElse)
{
  m_select.registerSubset(m_set, "Subset");
  fill();
  m_select.select(isOdd);
  EXPECT_EQ(numbers(m_set), (Numbers{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(numbers(m_subset), (Numbers{1, 3, 5}));
  for (RelationsObject& copy : m_subset) {
    EXPECT_EQ(copy.getRelatedFromWithWeight<RelationsObject>("Set"), std::make_pair(m_set[copy.GetUniqueID()], 1.0f));
    EXPECT_EQ(copy.getRelatedTo<RelationsObject>("Set"), nullptr);
    EXPECT_EQ(copy.getRelationsWith<TObject>("ALL").size(), 1u);
    EXPECT_EQ(copy.getArrayName(), "Subset");
  }
}

TEST_F(SelectSubsetTest, ChosenRelationsAreInheritedWithTheirWeights)
{
  m_set.registerRelationTo(m_set);
  m_select.registerSubset(m_set, "Subset");
  m_select.inheritRelationsFrom(m_above, m_set);
  m_select.inheritRelationsTo(m_below, m_set);
  fill();
  m_set[1]->addRelationTo(m_set[5], 15);
  m_set[1]->addRelationTo(m_set[2], 12);
  m_set[4]->addRelationTo(m_set[3], 43);
  m_select.select(isOdd);
  EXPECT_EQ(m_above[1]->getRelationsTo<RelationsObject>("Subset").weights(), (Weights{1, 3, 5}));
  EXPECT_EQ(m_above[0]->getRelationsTo<RelationsObject>("Subset").size(), 0u);
  EXPECT_EQ(m_subset[1]->getRelationsTo<ProfileInfo>("Below").weights(), (Weights{-3, 30}));
  EXPECT_EQ(m_subset[1]->getRelatedTo<ProfileInfo>("Below"), m_below[2]);
  EXPECT_EQ(m_subset[0]->getRelationsTo<RelationsObject>("Subset").weights(), Weights{15});
  EXPECT_EQ(m_subset[0]->getRelatedTo<RelationsObject>("Subset"), m_subset[2]);
  EXPECT_EQ(m_subset[1]->getRelationsWith<RelationsObject>("Subset").size(), 0u);
  EXPECT_EQ(m_set[3]->getRelationsTo<ProfileInfo>("Below").size(), 2u);
}

TEST_F(SelectSubsetTest, AllRelationsAreThoseOfNow)
{
  m_set.registerRelationTo(m_below, DataStore::c_Event, DataStore::c_WriteOut, "Named");
  m_select.registerSubset(m_set, "Subset");
  EXPECT_NO_B2ERROR(m_select.inheritAllRelations());
  m_below.registerRelationTo(m_set);
  EXPECT_EQ(m_select.getInheritFromArrays(), Names{"Above"});
  EXPECT_EQ(m_select.getInheritToArrays(), Names{"Below"});
  EXPECT_FALSE(m_select.getInheritToSelf());
  EXPECT_EQ(m_select.getSet()->getName(), "Set");
  EXPECT_EQ(m_select.getSubSet()->getName(), "Subset");
  EXPECT_FALSE(m_subset.hasRelationTo(m_below, DataStore::c_Event, "Named"));
  EXPECT_FALSE(m_below.hasRelationTo(m_subset));
  SelectSubset<RelationsObject> other;
  m_set.registerRelationTo(m_set);
  other.registerSubset(m_set, "Other");
  EXPECT_NO_B2ERROR(other.inheritAllRelations());
  EXPECT_TRUE(other.getInheritToSelf());
  EXPECT_EQ(other.getInheritFromArrays(), (Names{"Above", "Below"}));
}

TEST_F(SelectSubsetTest, ASecondCopyOfTheWholeArrayKnowsItsOriginalsToo)
{
  SelectSubset<RelationsObject> whole;
  m_select.registerSubset(m_set, "Subset");
  whole.registerSubset(m_set, "Whole");
  whole.inheritRelationsTo(m_below);
  fill();
  m_select.select(isOdd);
  whole.select([](const RelationsObject*) { return true; });
  StoreArray<RelationsObject> all("Whole");
  EXPECT_EQ(numbers(m_subset), (Numbers{1, 3, 5}));
  EXPECT_EQ(numbers(all), numbers(m_set));
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(all[i]->getRelatedFrom<RelationsObject>("Set"), m_set[i]);
    EXPECT_EQ(all[i]->getRelationsTo<ProfileInfo>("Below").size(), 2u);
    EXPECT_EQ(m_set[i]->getRelatedTo<RelationsObject>("Whole"), all[i]);
    EXPECT_EQ(m_set[i]->getRelationsTo<RelationsObject>("Subset").size(), static_cast<size_t>(i % 2));
  }
}

TEST_F(SelectSubsetTest, TheSetIsReducedInPlace)
{
  m_set.registerRelationTo(m_set);
  m_set.registerRelationTo(m_below, DataStore::c_Event, DataStore::c_WriteOut, "Named");
  m_select.registerSubset(m_set);
  fill();
  m_set[1]->addRelationTo(m_set[5], 15);
  m_set[1]->addRelationTo(m_set[2], 12);
  m_set[3]->addRelationTo(m_below[4], 34, "Named");
  m_set[4]->addRelationTo(m_below[4], 44, "Named");
  m_select.select(isOdd);
  EXPECT_EQ(numbers(m_set), (Numbers{1, 3, 5}));
  EXPECT_EQ(m_set[2]->getArrayName(), "Set");
  EXPECT_EQ(m_above[1]->getRelationsTo<RelationsObject>("Set").weights(), (Weights{1, 3, 5}));
  EXPECT_EQ(m_above[0]->getRelationsTo<RelationsObject>("Set").size(), 0u);
  EXPECT_EQ(m_set[1]->getRelationsTo<ProfileInfo>("Below").weights(), (Weights{-3, 30}));
  EXPECT_EQ(m_set[0]->getRelationsTo<RelationsObject>("Set").weights(), Weights{15});
  EXPECT_EQ(DataStore::getRelationsWithObj<RelationsObject>(m_below[4], "Set", "Named").weights(), Weights{34});
  StoreArray<RelationsObject> temporary("Set_tmpSubset");
  EXPECT_TRUE(temporary.isValid());
  EXPECT_TRUE(temporary.notWrittenOut());
  EXPECT_EQ(temporary.getEntries(), 0);
}

TEST_F(SelectSubsetTest, AnEventIsReducedTwiceAndTheNextOneToo)
{
  m_select.registerSubset(m_set);
  for (int event = 0; event < 3; ++event) {
    DataStore::Instance().invalidateData(DataStore::c_Event);
    m_select.select(isOdd);
    EXPECT_EQ(m_set.getEntries(), 0);
    fill();
    m_select.select(isOdd);
    m_select.select([](const RelationsObject * object) { return object->GetUniqueID() > 1; });
    EXPECT_EQ(numbers(m_set), (Numbers{3, 5}));
    EXPECT_EQ(m_above[1]->getRelationsTo<RelationsObject>("Set").weights(), (Weights{3, 5}));
    m_set.appendNew()->addRelationTo(m_below[1], event);
    EXPECT_EQ(DataStore::getRelationsWithObj<RelationsObject>(m_below[1], "Set").weights(), (Weights{static_cast<float>(event)}));
    m_select.select([](const RelationsObject*) { return false; });
    EXPECT_EQ(m_set.getEntries(), 0);
    EXPECT_FALSE(m_set.create());
    EXPECT_EQ(RelationArray(m_above, m_set).getEntries(), 0);
  }
}

TEST_F(SelectSubsetTest, FlagsAreThoseOfBothSides)
{
  StoreArray<RelationsObject> hidden("Hidden");
  hidden.registerInDataStore(DataStore::c_DontWriteOut);
  hidden.registerRelationTo(m_set, DataStore::c_Event, DataStore::c_DontWriteOut);
  m_select.registerSubset(m_set, "Subset");
  m_select.inheritAllRelations();
  EXPECT_FALSE(m_subset.notWrittenOut());
  EXPECT_TRUE(RelationArray(hidden, m_subset).notWrittenOut());
  EXPECT_FALSE(RelationArray(m_above, m_subset).notWrittenOut());
  EXPECT_FALSE(RelationArray(m_set, m_subset).notWrittenOut());
}

TEST_F(SelectSubsetTest, WrongUseIsReported)
{
  EXPECT_EQ(m_select.getSet(), nullptr);
  EXPECT_B2FATAL(m_select.inheritRelationsTo(m_below));
  EXPECT_B2FATAL(m_select.inheritAllRelations());
  EXPECT_B2FATAL(m_select.select(isOdd));
  EXPECT_B2FATAL(m_select.registerSubset(m_set, "Set"));
  SelectSubset<RelationsObject> first, second, third;
  first.registerSubset(m_set, "Subset");
  EXPECT_B2FATAL(first.registerSubset(m_set, "Other"));
  EXPECT_B2FATAL(first.registerSubset(m_set));
  EXPECT_B2ERROR(first.inheritRelationsTo(StoreArray<ProfileInfo>("Missing")));
  EXPECT_B2ERROR(second.registerSubset(m_set, "Subset"));
  EXPECT_NO_B2ERROR(third.registerSubset(m_set, "Subset", DataStore::c_WriteOut));
}
