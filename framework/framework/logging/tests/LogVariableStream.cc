// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/LogVariableStream.h>

#include <gtest/gtest.h>

using namespace Belle2;

namespace {
  struct Constants {
    static constexpr int c_seven = 7;
    static const int c_eight = 8;
  };
}

TEST(LogVariableStream, TextComesFirstAndVariablesOnLinesOfTheirOwn)
{
  LogVariableStream stream;
  stream << "one" << std::endl << "two" << LogVar("i", 23) << LogVar("d", 3.14) << LogVar("s", "text") << LogVar("b", true);
  EXPECT_EQ(stream.str(), "one\ntwo\n\ti = 23\n\td = 3.1400000000000001\n\ts = text\n\tb = 1");
  EXPECT_EQ(stream.str(false), "one\ntwo");
  EXPECT_EQ(LogVar("f", 0.1f).getValue(), "0.100000001");
}

TEST(LogVariableStream, CopiesAreEqualAndIndependent)
{
  LogVariableStream stream("text", {{"b", "2"}, {"a", "1"}});
  LogVariableStream copy(stream), assigned;
  assigned = stream;
  EXPECT_TRUE(copy == stream);
  EXPECT_EQ(assigned.str(), "text\n\ta = 1\n\tb = 2");
  copy << " and more";
  EXPECT_EQ(copy.getMessage(), "text and more");
  EXPECT_EQ(stream.getMessage(), "text");
}

TEST(LogVariableStream, ConstantsNeedNoAddress)
{
  LogVariableStream stream;
  stream << Constants::c_seven << std::hex << Constants::c_eight << '!';
  EXPECT_EQ(stream.str(), "78!");
}
