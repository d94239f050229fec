// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/OutputMetaData.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  FileMetaData makeInput(const std::string& lfn, const std::vector<std::string>& parents)
  {
    FileMetaData input;
    input.setLfn(lfn);
    input.setParents(parents);
    return input;
  }

  std::vector<std::string> getParents(const FileMetaData& metaData)
  {
    return {metaData.getParents().begin(), metaData.getParents().end()};
  }
}

TEST(OutputMetaData, KnowsNumbersOfEventsAndTheirRange)
{
  OutputMetaData metaData;
  EventMetaData bad(9, 2, 1);
  bad.setErrorFlag(1);
  for (const EventMetaData& event : {EventMetaData(5, 2, 1), EventMetaData(7, 1, 1), bad}) metaData.addEvent(event);
  metaData.complete("/x.root", 42, {{"key", "value"}});
  EXPECT_EQ(metaData.get().getNEvents(), 3u);
  EXPECT_EQ(metaData.get().getNFullEvents(), 2u);
  EXPECT_EQ(metaData.get().getRunLow(), 1);
  EXPECT_EQ(metaData.get().getEventLow(), 7u);
  EXPECT_EQ(metaData.get().getRunHigh(), 2);
  EXPECT_EQ(metaData.get().getEventHigh(), 9u);
  EXPECT_EQ(metaData.get().getMcEvents(), 42u);
  EXPECT_EQ(metaData.get().getLfn(), "/x.root");
  EXPECT_EQ(metaData.get().getDataDescription().at("key"), "value");
}

TEST(OutputMetaData, InputsOrTheirParentsBecomeParents)
{
  OutputMetaData metaData;
  for (const char* lfn : {"a", "a", "b", "a", ""}) metaData.addParents(makeInput(lfn, {"p"}), false);
  metaData.complete("x", 0, {});
  EXPECT_EQ(getParents(metaData.get()), (std::vector<std::string> {"a", "b", "a"}));
  metaData.clear();
  metaData.addParents(makeInput("a", {"p", "q"}), true);
  metaData.addParents(makeInput("b", {"q", "r"}), true);
  metaData.complete("x", 0, {});
  EXPECT_EQ(getParents(metaData.get()), (std::vector<std::string> {"p", "q", "r"}));
}

TEST(OutputMetaData, ForgetsTheEventsOfTheFileBefore)
{
  OutputMetaData metaData;
  metaData.addEvent(EventMetaData(5, 2, 1));
  metaData.clear();
  EXPECT_EQ(metaData.getNEvents(), 0u);
  metaData.addEvent(EventMetaData(8, 3, 1));
  metaData.complete("x", 0, {});
  EXPECT_EQ(metaData.get().getNEvents(), 1u);
  EXPECT_EQ(metaData.get().getEventLow(), 8u);
  EXPECT_EQ(metaData.get().getEventHigh(), 8u);
}
