// The stage as recipes use it: `{name = "transduce", transducer = "s1", seed = 7}`.
#include <gtest/gtest.h>

#include "base/error.h"
#include "config/recipe.h"
#include "data/files_test.h"
#include "data/pipeline.h"
#include "text/language.h"
#include "transducers/sentences_for_tests.h"

namespace dragoman::data {
namespace {

std::vector<Row> rows_with(const std::string& stage, const std::string& section = "") {
  const auto path = test_file("rows.tsv", "The dog sleeps.\tDer Hund schläft.\n");
  const std::string recipe =
      fmt::format("paths = [\"{}\"]\ntarget_language = \"de\"\n{}\nstages = [{}]", path.string(),
                  section, stage);
  return load(config::read<DataConfig>(config::parse_toml(recipe, "recipe.toml")));
}

TEST(TransduceStage, RewritesTheSource) {
  const auto rows = rows_with(R"({name = "transduce", transducer = "s2", seed = 7})");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].source, transducers::transducer("s2", 7)->encode("The dog sleeps."));
  EXPECT_EQ(rows[0].source_language, "x-s2");
  EXPECT_EQ(rows[0].references, std::vector<std::string>{"Der Hund schläft."});
}

TEST(TransduceStage, TakesS1WhereNothingIsSaid) {
  EXPECT_EQ(rows_with(R"({name = "transduce"})")[0].source,
            transducers::transducer("s1", 1)->encode("The dog sleeps."));
}

TEST(TransduceStage, KeepsTheEnglishAsAReference) {
  const auto rows = rows_with(R"({name = "transduce", keep_english = true})");
  EXPECT_EQ(rows[0].references, (std::vector<std::string>{"The dog sleeps.", "Der Hund schläft."}));
}

TEST(TransduceStage, RefusesOtherSources) {
  EXPECT_THROW(rows_with(R"({name = "transduce"})", "source_language = \"fr\""), Error);
}

TEST(TransduceStage, NamesTheMisspelledTransducer) {
  try {
    rows_with(R"({name = "transduce", transducer = "s3"})");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("known: s1, s2"), std::string::npos) << error.what();
  }
}

TEST(TransduceStage, GivesALanguageCodeThatStays) {
  EXPECT_EQ(text::normalize_language("x-s1"), "x-s1");
}

}  // namespace
}  // namespace dragoman::data
