#include "text/utf8.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dragoman::text {
namespace {

TEST(Utf8, NamesTheOffsetOfTheFirstBadByte) {
  EXPECT_EQ(first_invalid_utf8("plain ascii, long enough"), std::nullopt);
  EXPECT_EQ(first_invalid_utf8("héllo — 😀"), std::nullopt);
  EXPECT_EQ(first_invalid_utf8("abc\xff"), 3u);
  EXPECT_EQ(first_invalid_utf8("0123456789\xc3("), 10u);
  EXPECT_EQ(first_invalid_utf8("\xc0\xaf"), 0u);          // overlong
  EXPECT_EQ(first_invalid_utf8("x\xed\xa0\x80"), 1u);     // a surrogate
  EXPECT_EQ(first_invalid_utf8("\xf4\x90\x80\x80"), 0u);  // over U+10FFFF
  EXPECT_EQ(first_invalid_utf8("é\xe2\x82"), 2u);         // cut off
}

TEST(Utf8, ErrorsNameThePlaceTheByteAndItsOffset) {
  try {
    require_utf8("ab\xfe", "corpus.txt: line 3");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "corpus.txt: line 3: not UTF-8: byte 0xfe at byte offset 2");
    EXPECT_EQ(error.exit_code(), 2);
  }
}

TEST(Utf8, RepairsEachMaximalBadRunToOneReplacement) {
  EXPECT_EQ(repair_utf8("a\xf0\x9f\x98z"), "a\uFFFDz");  // one cut-off character
  EXPECT_EQ(repair_utf8("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(repair_utf8("ok"), "ok");
}

TEST(Utf8, CodePointsRoundTrip) {
  const std::string text = "aé語😀\u0301";
  EXPECT_EQ(to_code_points(text), U"aé語😀\u0301");
  EXPECT_EQ(to_utf8(to_code_points(text)), text);
  EXPECT_EQ(count_code_points(text), 5);
  EXPECT_EQ(count_code_points("abcdefghij"), 10);
}

TEST(Utf8, WhitespaceIsPythons) {
  int spaces = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) spaces += is_python_space(c);
  EXPECT_EQ(spaces, 29);
  EXPECT_TRUE(is_python_space(0x1C));
  EXPECT_FALSE(is_white_space(0x1C));
  EXPECT_FALSE(is_python_space(0x200B));
  EXPECT_FALSE(is_python_space(0x180E));
  EXPECT_FALSE(is_python_space(0xFEFF));
}

TEST(Utf8, StripsAndSplitsOnAnyWhitespace) {
  EXPECT_EQ(strip("\u3000 a b\u00a0\x1f"), "a b");
  EXPECT_EQ(strip_left(" a "), "a ");
  EXPECT_EQ(strip_right("\u2028"), "");
  EXPECT_EQ(strip_right("x\x80"), "x\x80");
  EXPECT_EQ(split_whitespace(" a\u2003b\t\tc"), (std::vector<std::string_view>{"a", "b", "c"}));
  EXPECT_TRUE(split_whitespace(" \u00a0").empty());
  EXPECT_EQ(split("a\t\tb", '\t'), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", '\t'), (std::vector<std::string_view>{""}));
}

}  // namespace
}  // namespace dragoman::text
