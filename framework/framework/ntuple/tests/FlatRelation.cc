// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/ntuple/FlatRelation.h>

#include <framework/dataobjects/RelationContainer.h>

#include <gtest/gtest.h>

#include <stdexcept>

using namespace Belle2;
using Numbers = std::vector<std::uint32_t>;

namespace {
  FlatRelation makeFlat()
  {
    RelationContainer container;
    container.append(3u, Numbers{1, 2}, std::vector<float> {0.5, -1});
    container.append(0u, Numbers{}, std::vector<float> {});
    container.append(7u, 4u, 2.0f);
    FlatRelation flat;
    flat.set(&container);
    return flat;
  }
}

TEST(FlatRelation, HasOneNumberForEachElementAndForEachPair)
{
  const FlatRelation flat = makeFlat();
  EXPECT_EQ(flat.from, (Numbers{3, 0, 7}));
  EXPECT_EQ(flat.size, (Numbers{2, 0, 1}));
  EXPECT_EQ(flat.to, (Numbers{1, 2, 4}));
  EXPECT_EQ(flat.weight, (std::vector<float> {0.5, -1, 2}));
}

TEST(FlatRelation, GivesTheSameElementsBack)
{
  RelationContainer container;
  makeFlat().copyTo(container);
  ASSERT_EQ(container.getEntries(), 3);
  EXPECT_EQ(container.getElement(0).getFromIndex(), 3u);
  EXPECT_EQ(container.getElement(0).getToIndices(), (Numbers{1, 2}));
  EXPECT_EQ(container.getElement(0).getWeights(), (std::vector<float> {0.5, -1}));
  EXPECT_EQ(container.getElement(1).getSize(), 0u);
  EXPECT_EQ(container.getElement(2).getToIndex(), 4u);
}

TEST(FlatRelation, IsEmptyWithoutAContainer)
{
  FlatRelation flat = makeFlat();
  flat.set(nullptr);
  EXPECT_TRUE(flat.from.empty() && flat.size.empty() && flat.to.empty() && flat.weight.empty());
}

TEST(FlatRelation, RefusesNumbersThatDoNotAgree)
{
  RelationContainer container;
  FlatRelation flat = makeFlat();
  flat.size[0] = 5;
  EXPECT_THROW(flat.copyTo(container), std::runtime_error);
  flat = makeFlat();
  flat.from.pop_back();
  EXPECT_THROW(flat.copyTo(container), std::runtime_error);
  flat = makeFlat();
  flat.weight.pop_back();
  EXPECT_THROW(flat.copyTo(container), std::runtime_error);
  EXPECT_EQ(container.getEntries(), 0);
}

TEST(FlatRelation, DescriptionSaysWhichArraysAreRelated)
{
  const auto sides = FlatRelation::parse(FlatRelation::describe({"A", "B \"b\"", DataStore::c_Event, DataStore::c_Persistent}));
  EXPECT_EQ(sides.fromName, "A");
  EXPECT_EQ(sides.toName, "B \"b\"");
  EXPECT_EQ(sides.fromDurability, DataStore::c_Event);
  EXPECT_EQ(sides.toDurability, DataStore::c_Persistent);
}

TEST(FlatRelation, DescriptionOfSomethingElseIsRefused)
{
  const std::vector<std::string> texts = {
    "", "A to B", "[]", "{\"from\": \"A\"}", "{\"from\": 1, \"to\": 2, \"fromDurability\": 3, \"toDurability\": 4}"
  };
  for (const std::string& text : texts)
    EXPECT_THROW(FlatRelation::parse(text), std::runtime_error) << text;
}
