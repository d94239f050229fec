// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/io/SequentialFileName.h>
#include <framework/io/SequentialFileReader.h>
#include <framework/io/SequentialFileWriter.h>
#include <framework/io/SequentialRecord.h>
#include <framework/utilities/TestHelpers.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>

using namespace Belle2;

namespace {
  std::string makeContent(int number)
  {
    return std::string(static_cast<std::size_t>(number) * 1000, static_cast<char>('a' + number));
  }

  TEST(SequentialRecordTest, ContentIsPackedOnlyIfThatMakesItSmaller)
  {
    for (const std::string& content : {std::string(), std::string("x"), makeContent(5)}) {
      for (const int level : {0, 1, 9}) {
        const std::string bytes = SequentialRecord::pack(SequentialRecord::c_Event, content, level);
        SequentialRecord::Header::Bytes start;
        std::copy_n(bytes.begin(), start.size(), start.begin());
        const auto header = SequentialRecord::Header::unpack(start);
        EXPECT_EQ(header.storedSize == header.size, level == 0 || content.size() < 10);
        EXPECT_EQ(bytes.size(), start.size() + header.storedSize);
        EXPECT_EQ(SequentialRecord::unpack(header, bytes.substr(start.size())), content);
      }
    }
  }

  TEST(SequentialRecordTest, EachChangedBitIsFound)
  {
    const std::string bytes = SequentialRecord::pack(SequentialRecord::c_Event, "content", 0);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string changed = bytes;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
      SequentialRecord::Header::Bytes start;
      std::copy_n(changed.begin(), start.size(), start.begin());
      const auto read = [&] { SequentialRecord::unpack(SequentialRecord::Header::unpack(start), changed.substr(start.size())); };
      EXPECT_THROW(read(), std::runtime_error) << bit;
    }
  }

  TEST(SequentialFileTest, RecordsAreReadAsTheyWereWritten)
  {
    TestHelpers::TempDirCreator folder;
    for (const std::string name : {"a.sroot", "a.sroot.gz"}) {
      SequentialFileWriter writer(name, 1);
      for (int number = 0; number < 5; ++number) {
        writer.write(SequentialRecord::c_Event, makeContent(number));
        // what a job that is killed now leaves
        SequentialFileReader reader(name + ".part");
        for (int i = 0; i <= number; ++i) EXPECT_EQ(reader.next()->content, makeContent(i));
        EXPECT_FALSE(reader.next());
        EXPECT_EQ(reader.getCutBytes(), 0u);
        EXPECT_FALSE(reader.isComplete());
      }
      EXPECT_FALSE(std::filesystem::exists(name));
      writer.write(SequentialRecord::c_End, "");
      writer.commit();
      EXPECT_FALSE(std::filesystem::exists(name + ".part"));
      SequentialFileReader reader(name);
      while (reader.next()) {}
      EXPECT_TRUE(reader.isComplete());
    }
  }

  TEST(SequentialFileTest, EventsOfAnUnfinishedFileStay)
  {
    TestHelpers::TempDirCreator folder;
    {
      SequentialFileWriter writer("a.sroot", 1);
      EXPECT_THROW(SequentialFileWriter("a.sroot", 1), std::runtime_error);
    }
    SequentialFileWriter("a.sroot", 1).write(SequentialRecord::c_Event, "x");
    EXPECT_TRUE(SequentialFileReader::holdsEvents("a.sroot.part"));
    EXPECT_THROW(SequentialFileWriter("a.sroot", 1), std::runtime_error);
    EXPECT_TRUE(SequentialFileReader::holdsEvents("a.sroot.part"));
  }

  TEST(SequentialFileTest, NamesAreCounted)
  {
    EXPECT_EQ(SequentialFileName("a.sroot", false).get(0), "a.sroot");
    EXPECT_EQ(SequentialFileName("a.sroot", false).get(12), "a.sroot-12");
    EXPECT_EQ(SequentialFileName("a.sroot.gz", false).get(1), "a.sroot-1.gz");
    EXPECT_EQ(SequentialFileName("a%05d.sroot", true).get(12), "a00012.sroot");
    EXPECT_EQ(SequentialFileName("a%d", true).get(0), "a0");
    EXPECT_EQ(SequentialFileName("a%2d", true).get(123), "a123");
    for (const char* name : {"", "a", "%", "%s", "%d%d", "%%d"})
      EXPECT_THROW(SequentialFileName(name, true), std::runtime_error) << name;
  }
}
