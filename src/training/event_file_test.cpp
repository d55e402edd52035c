#include "training/event_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace dragoman::training {
namespace {

class Events : public testing::Test {
 protected:
  Events() : folder_(Path(testing::TempDir()) / "dragoman_events") {
    std::filesystem::remove_all(folder_);
    make_folder(folder_);
  }
  ~Events() override { std::filesystem::remove_all(folder_); }

  void write(std::optional<int64_t> last_step, const std::vector<int>& steps) const {
    EventFile file(folder_, last_step);
    for (const int step : steps) file.add({{"step", step}, {"loss", 0.5}, {"note", "text"}});
  }

  // Payloads of all records, oldest file first.
  std::vector<std::string> payloads() const {
    std::vector<Path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<std::string> all;
    for (const Path& path : files) {
      const std::string content = read_file(path);
      for (size_t at = 0; at < content.size();) {
        uint64_t length = 0;
        std::memcpy(&length, content.data() + at, sizeof length);
        all.push_back(content.substr(at + 12, length));
        at += 12 + length + 4;
      }
    }
    return all;
  }

  std::vector<int> steps() const {  // small ones take one byte, behind the wall time
    std::vector<int> found;
    for (const std::string& payload : payloads()) found.push_back(payload.at(10));
    return found;
  }

  Path folder_;
};

TEST_F(Events, BeginWithTheVersionAndHoldEveryNumberUnderItsName) {
  write(std::nullopt, {7});
  const auto all = payloads();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].ends_with("brain.Event:2"));
  const std::string half("\x15\x00\x00\x00\x3f", 5);  // simple_value = 0.5
  EXPECT_TRUE(all[1].ends_with("\x0a\x04loss" + half));
  EXPECT_EQ(all[1].find("note"), std::string::npos);
}

TEST_F(Events, FollowALengthWithItsMaskedSum) {
  write(std::nullopt, {});
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    const std::string content = read_file(entry.path());
    // Length 0x1a: 9 bytes of wall time, 2 of the step, 15 of the version.
    EXPECT_EQ(content.substr(0, 12), std::string("\x1a\0\0\0\0\0\0\0\x12\x9b\xd8\x2d", 12));
  }
}

TEST_F(Events, AResumedRunHasNoStepTwice) {
  write(std::nullopt, {1, 2, 3, 4, 5});
  write(3, {4, 5});
  EXPECT_EQ(steps(), (std::vector<int>{0, 1, 2, 3, 0, 4, 5}));
  write(4, {5});  // a second one, from a later step
  EXPECT_EQ(steps(), (std::vector<int>{0, 1, 2, 3, 0, 4, 0, 5}));
}

TEST_F(Events, AHalfWrittenRecordIsCutOff) {
  write(std::nullopt, {1, 2});
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    std::filesystem::resize_file(entry.path(), std::filesystem::file_size(entry.path()) - 3);
  write(2, {2});
  EXPECT_EQ(steps(), (std::vector<int>{0, 1, 0, 2}));
}

}  // namespace
}  // namespace dragoman::training
