#include "checkpoints/zip_directory.h"

#include "checkpoints/errors_for_tests.h"
#include "checkpoints/files_for_tests.h"

namespace dragoman::checkpoints {
namespace {

const std::vector<ZipPart> kParts = {{"a/one", "first"}, {"a/two", ""}, {"three", "third"}};

ZipDirectory read(const std::string& archive) {
  return read_zip(std::as_bytes(std::span(archive)), "file");
}

std::string refused(const std::string& archive) {
  return error_of([&] { read(archive); });
}

TEST(ZipDirectory, FindsEntriesAsViewsOfTheArchive) {
  for (const bool in_64 : {false, true}) {
    const std::string archive = zip_of(kParts, in_64);
    const ZipDirectory directory = read(archive);
    ASSERT_EQ(directory.size(), 3);
    for (const ZipPart& part : kParts) {
      const std::string_view found = as_text(directory.at(part.name).bytes);
      EXPECT_EQ(found, part.bytes);
      EXPECT_TRUE(found.data() >= archive.data() && found.data() < archive.data() + archive.size());
    }
  }
}

TEST(ZipDirectory, TakesACommentAtTheEnd) {
  std::string archive = zip_of(kParts);
  archive.replace(archive.size() - 2, 2, packed<uint16_t>(5) + "hello");
  EXPECT_EQ(read(archive).size(), 3);
}

TEST(ZipDirectory, MarksWhatIsCompressedOrEncrypted) {
  const ZipDirectory directory = read(zip_of({{"a", "x"}, {"b", "x", 8}, {"c", "x", 0, 1}}));
  EXPECT_TRUE(directory.at("a").plain);
  EXPECT_FALSE(directory.at("b").plain);
  EXPECT_FALSE(directory.at("c").plain);
}

TEST(ZipDirectory, RefusesTwoEntriesOfOneName) {
  EXPECT_NE(refused(zip_of({{"a", "x"}, {"a", "y"}})).find("two entries are named 'a'"),
            std::string::npos);
}

TEST(ZipDirectory, RefusesEveryTruncation) {
  for (const bool in_64 : {false, true}) {
    const std::string archive = zip_of(kParts, in_64);
    for (size_t length = 0; length < archive.size(); ++length) refused(archive.substr(0, length));
  }
}

TEST(ZipDirectory, StaysInsideTheArchiveWhateverByteIsChanged) {
  for (const bool in_64 : {false, true}) {
    const std::string archive = zip_of(kParts, in_64);
    for (size_t i = 0; i < archive.size(); ++i) {
      for (const char c : {'\0', '\x01', '\x7f', '\xff'}) {
        std::string changed = archive;
        changed[i] = c;
        try {
          for (const auto& [name, entry] : read(changed)) EXPECT_LE(entry.bytes.size(), 50U);
        } catch (const Error& error) {
          EXPECT_EQ(std::string(error.what()).find("file: "), 0U);
        }
      }
    }
  }
}

}  // namespace
}  // namespace dragoman::checkpoints
