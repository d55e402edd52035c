#include "text/encoding.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace dragoman::text {
namespace {

// What a file of one line holds.
std::string decoded(const std::string& encoding, const std::string& bytes) {
  const Path path = Path(testing::TempDir()) / "dragoman_encoding";
  write_file(path, "first\n" + bytes);
  LineReader reader(path);
  std::string line;
  while (reader.next(line)) continue;
  Decoder(encoding).decode(line, reader);
  return line;
}

std::string refusal(const std::string& encoding, const std::string& bytes) {
  try {
    return decoded(encoding, bytes);
  } catch (const Error& error) {
    return error.what();
  }
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
  EXPECT_NE(refusal("ascii", "\xe9").find("dragoman_encoding: line 2: "), std::string::npos);
  EXPECT_NE(refusal("utf-8", "\xe9").find("dragoman_encoding: line 2: "), std::string::npos);
}

}  // namespace
}  // namespace dragoman::text
