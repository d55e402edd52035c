#include "data/cached_test_sets.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace dragoman::data {
namespace {

using Words = std::vector<std::string>;

class CachedTestSets : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(cache_);
    add("wmt17/wmt17.en-de.src", "one\ntwo \n");
    add("wmt17/wmt17.en-de.ref", "eins\nzwei\n");
    add("wmt21/dev/wmt21_dev.en-ha.src", "one\n");
    add("wmt21/dev/wmt21_dev.en-ha.ref-A", "a\n");
    add("wmt21/dev/wmt21_dev.en-ha.ref-C", "c\n");
    add("wmt21/dev/wmt21_dev.en-ha.online-B", "b\n");
    add("wmt21/dev/wmt21_dev.en-ha.docid", "d1\n");
    add("wmt17/raw/test.tgz", "not a set");
  }

  void add(const std::string& name, const std::string& content) {
    std::filesystem::create_directories((cache_ / name).parent_path());
    std::ofstream(cache_ / name) << content;
  }

  Path cache_ = Path(testing::TempDir()) / "sacrebleu_cache";
};

TEST_F(CachedTestSets, AreFoundByTheirFiles) {
  EXPECT_EQ(cached_test_sets(cache_), (Words{"wmt17", "wmt21/dev"}));
  EXPECT_EQ(cached_pairs(cache_, "wmt17"), Words{"en-de"});
  EXPECT_TRUE(cached_test_sets(cache_ / "none").empty());
}

TEST_F(CachedTestSets, NameTheirFieldsInOrder) {
  const CachedTestSet set(cache_, "wmt21/dev", "en-ha");
  EXPECT_EQ(set.fields(), (Words{"src", "ref:A", "ref:C", "docid", "online-B"}));
  EXPECT_EQ(set.reference_fields(), Words{"ref:A"});
  EXPECT_EQ(set.read("ref"), Words{"a"});
  EXPECT_EQ(set.read("ref:C"), Words{"c"});
}

TEST_F(CachedTestSets, LoseWhiteSpaceAtLineEnds) {
  EXPECT_EQ(CachedTestSet(cache_, "wmt17", "en-de").read("src"), (Words{"one", "two"}));
}

TEST_F(CachedTestSets, SayWhatIsThereInstead) {
  EXPECT_THROW(CachedTestSet(cache_, "wmt18", "en-de"), Error);
  try {
    CachedTestSet(cache_, "wmt17", "en-fi");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("for en-de, but not for en-fi"), std::string::npos);
  }
  EXPECT_THROW(CachedTestSet(cache_, "wmt17", "en-de").read("domain"), Error);
}

}  // namespace
}  // namespace dragoman::data
