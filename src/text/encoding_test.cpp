#include "text/encoding.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dragoman::text {
namespace {

std::string decoded(const std::string& encoding, std::string line) {
  Decoder decoder(encoding);
  if (!decoder.decode(line)) decoder.refuse(line, "f: line 2");
  return line;
}

TEST(Encoding, OtherBytesBecomeUtf8) {
  EXPECT_EQ(decoded("latin-1", "kes\xe9"), "kesé");
  EXPECT_EQ(decoded("shift_jis", "\x96\xd8"), "木");
  EXPECT_EQ(decoded("gb18030", "\x94\x39\xfc\x36"), "😀");
  EXPECT_EQ(decoded("UTF8", "木"), "木");
}

TEST(Encoding, MistakesNameThePlace) {
  EXPECT_THROW(Decoder("klingon"), Error);
  EXPECT_THROW(Decoder("utf-16"), Error);
  EXPECT_THROW(decoded("ascii", "\xe9"), Error);
  EXPECT_THROW(decoded("utf-8", "\xe9"), Error);
}

}  // namespace
}  // namespace dragoman::text
