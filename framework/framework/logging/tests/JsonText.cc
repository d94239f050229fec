// SPDX-License-Identifier: LGPL-3.0-or-later
#include <framework/logging/JsonText.h>

#include <gtest/gtest.h>

using Belle2::JsonText::quote;

namespace {
  const std::string c_wrong = "\xEF\xBF\xBD";
}

TEST(JsonText, SpecialCharactersAreEscaped)
{
  EXPECT_EQ(quote(std::string("a\"\\\n\t\r\b\f\x1f\0b", 11)), "\"a\\\"\\\\\\n\\t\\r\\b\\f\\u001f\\u0000b\"");
  EXPECT_EQ(quote(""), "\"\"");
}

TEST(JsonText, Utf8StaysAsItIs)
{
  const std::string text = "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf";
  EXPECT_EQ(quote(text), '"' + text + '"');
}

TEST(JsonText, BytesThatAreNoUtf8AreReplacedOneByOne)
{
  EXPECT_EQ(quote("\xc3"), '"' + c_wrong + '"');
  EXPECT_EQ(quote("\xc3z"), '"' + c_wrong + "z\"");
  EXPECT_EQ(quote("\x80"), '"' + c_wrong + '"');
  for (const char* text : {"\xc0\xaf", "\xc1\xbf", "\xf5\x80"}) EXPECT_EQ(quote(text), '"' + c_wrong + c_wrong + '"');
  for (const char* text : {"\xe0\x9f\xbf", "\xed\xa0\x80"}) EXPECT_EQ(quote(text), '"' + c_wrong + c_wrong + c_wrong + '"');
  for (const char* text : {"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80"})
    EXPECT_EQ(quote(text), '"' + c_wrong + c_wrong + c_wrong + c_wrong + '"');
}
