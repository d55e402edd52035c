#include "text/encoding.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dragoman::text {
namespace {

TEST(Encoding, OtherBytesBecomeUtf8) {
  EXPECT_EQ(Decoder("latin-1").decode("kes\xe9", "f"), "kesé");
  EXPECT_EQ(Decoder("shift_jis").decode("\x96\xd8", "f"), "木");
  EXPECT_EQ(Decoder("gb18030").decode("\x94\x39\xfc\x36", "f"), "😀");
  EXPECT_EQ(Decoder("UTF8").decode("木", "f"), "木");
}

TEST(Encoding, MistakesNameThePlace) {
  EXPECT_THROW(Decoder("klingon"), Error);
  EXPECT_THROW(Decoder("utf-16"), Error);
  EXPECT_THROW(Decoder("ascii").decode("\xe9", "f: line 2"), Error);
  EXPECT_THROW(Decoder("utf-8").decode("\xe9", "f: line 2"), Error);
}

}  // namespace
}  // namespace dragoman::text
