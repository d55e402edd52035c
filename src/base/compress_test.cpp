#include "base/compress.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/line_reader.h"

namespace dragoman {
namespace {

class Frames : public testing::Test {
 protected:
  Frames() : path_(Path(testing::TempDir()) / "dragoman_frames.jsonl.zst") {
    content_ = zstd_frame("one\ntwo\n") + zstd_frame("three\n");
  }
  ~Frames() override { std::filesystem::remove(path_); }

  Path path_;
  std::string content_;
};

TEST_F(Frames, OneAfterTheOtherAreReadAsOneFile) {
  write_file(path_, content_);
  LineReader lines(path_);
  std::string line, all;
  while (lines.next(line)) all += line + ";";
  EXPECT_EQ(all, "one;two;three;");
}

TEST_F(Frames, AreReadUpToWhereTheFileWasCut) {
  write_file(path_, content_.substr(0, content_.size() - 3));
  LineReader lines(path_);
  std::string line;
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "one");
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line, "two");
  EXPECT_THROW(lines.next(line), Error);
}

}  // namespace
}  // namespace dragoman
