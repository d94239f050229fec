// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/dataobjects/EventMetaData.h>
#include <framework/dataobjects/FileMetaData.h>

#include <gtest/gtest.h>

using namespace Belle2;

TEST(FileMetaData, RangesCompareExperimentThenRunThenEvent)
{
  FileMetaData metaData;
  EXPECT_FALSE(metaData.containsEvent(0, 0, 1));
  metaData.setLow(1, 5, 10);
  metaData.setHigh(2, 3, 4);
  EXPECT_TRUE(metaData.containsEvent(1, 5, 10));
  EXPECT_TRUE(metaData.containsEvent(1, 900, 1));
  EXPECT_TRUE(metaData.containsEvent(2, 3, 4));
  EXPECT_FALSE(metaData.containsEvent(1, 5, 9));
  EXPECT_FALSE(metaData.containsEvent(2, 3, 5));
}

TEST(FileMetaData, PrintShowsWhatIsAskedFor)
{
  FileMetaData metaData;
  metaData.setLfn("/a.root");
  metaData.setParents({"/b.root", "/c.root"});
  metaData.setSteering("text");
  metaData.setDataDescription("key", "value");
  ::testing::internal::CaptureStdout();
  metaData.Print();
  const std::string brief = ::testing::internal::GetCapturedStdout();
  EXPECT_EQ(brief.find("=== FileMetaData ==="), 0u);
  EXPECT_NE(brief.find("range  : -1/-1/0 - -1/-1/0"), std::string::npos);
  EXPECT_NE(brief.find("/b.root, /c.root"), std::string::npos);
  EXPECT_EQ(brief.find("key"), std::string::npos);
  ::testing::internal::CaptureStdout();
  metaData.Print("all");
  metaData.Print("steering");
  const std::string all = ::testing::internal::GetCapturedStdout();
  EXPECT_NE(all.find("dataDescription: key=value"), std::string::npos);
  EXPECT_NE(all.find("\ntext\n"), std::string::npos);
  EXPECT_THROW(metaData.getParent(2), std::out_of_range);
}

TEST(FileMetaData, JsonEscapesWhatNeedsIt)
{
  FileMetaData metaData;
  metaData.setSteering("a \"b\"\n\\\t\x01");
  metaData.setParents({"x", "y"});
  metaData.declareRealData();
  const std::string json = metaData.getJsonStr();
  EXPECT_NE(json.find("\"steering\": \"a \\\"b\\\"\\n\\\\\\t\\u0001\""), std::string::npos) << json;
  EXPECT_NE(json.find("\"parents\": [\"x\", \"y\"]"), std::string::npos) << json;
  EXPECT_NE(json.find("\"isMC\": false"), std::string::npos) << json;
}

TEST(EventMetaData, EqualityIsAboutTheNumbersOnly)
{
  EventMetaData one(3, 2, 1);
  EventMetaData other(3, 2, 1);
  other.setTime(5);
  EXPECT_EQ(one, other);
  other.setRun(3);
  EXPECT_NE(one, other);
  EXPECT_FALSE(one.isEndOfData());
  one.setEndOfData();
  EXPECT_TRUE(one.isEndOfData());
  other.addErrorFlag(EventMetaData::c_B2LinkEventCRCError);
  EXPECT_EQ(other.getErrorFlag(), 2u);
}
