// Oracles that need neither a server nor a model: the minimal editor and the world's teacher.
#include <gtest/gtest.h>

#include "base/error.h"
#include "config/recipe.h"
#include "oracles/open.h"
#include "oracles/questions_for_tests.h"
#include "worlds/catalog.h"
#include "worlds/rows.h"

namespace dragoman::oracles {
namespace {

std::unique_ptr<Desk> desk_of(const std::string& options, const OracleContext& context = {}) {
  return open_desk(config::read_text<OracleSection>(options), context);
}

std::string answer_of(Desk& desk, const Question& question) {
  const Answer answer = desk.collect({&question, 1}).at(0);
  return answer.usable() ? answer.text : std::string("failed: ") + name_of(answer.failure);
}

TEST(MinimalEditor, MovesADraftToTheClosestReferenceAndLeavesParaphrasesAlone) {
  data::Row row = row_for_tests();
  row.references = {"Nothing like it at all.", "The old man walks through the snow."};
  const auto desk = desk_of("name = \"minimal_editor\"\nthreshold = 0.5\n");
  EXPECT_EQ(answer_of(*desk, {Ask::kRefine, &row, "The old man walks through the sand."}),
            "The old man walks through the snow.");
  EXPECT_EQ(answer_of(*desk, {Ask::kRefine, &row, "The old man walked through the snow."}),
            "The old man walked through the snow.");
  EXPECT_EQ(answer_of(*desk, {Ask::kTranslate, &row, ""}).empty(), false);
}

TEST(MinimalEditor, MovesADraftToAnotherOraclesTranslation) {
  const TemporaryFolder folder("editor");
  const Path file = folder.path() / "translations.jsonl";
  data::Row row = row_for_tests();
  row.source = "eins";
  write_file(file, R"({"ask": "translate", "direction": "de-en", "source": "eins", )"
                   R"("text": "One old man walks home."})"
                   "\n");
  const auto desk = desk_of("name = \"minimal_editor\"\nteacher = {name = \"replay\", file = \"" +
                            file.string() + "\"}\n");
  EXPECT_EQ(answer_of(*desk, {Ask::kRefine, &row, "One old cat walks home."}),
            "One old man walks home.");
  EXPECT_EQ(answer_of(*desk, {Ask::kRefine, &row_for_tests(), "No."}), "failed: missing");
  desk->close_round(0);
}

TEST(MinimalEditor, WantsReferencesOrATeacher) {
  std::vector<data::Row> rows = {row_for_tests()};
  rows[0].references.clear();
  EXPECT_THROW(desk_of("name = \"minimal_editor\"\n", {.run_folder = {}, .rows = rows}), Error);
}

TEST(WorldOracle, GivesARightDraftBackAndTranslates) {
  const auto world = worlds::catalog().make("agglutinative");
  const std::vector<data::Row> rows = worlds::rows(*world, {.count = 20});
  const auto desk = desk_of("name = \"world\"\n", {.run_folder = {}, .world = world.get()});
  for (const data::Row& row : rows) {
    EXPECT_EQ(answer_of(*desk, {Ask::kRefine, &row, row.references.front()}),
              row.references.front());
    EXPECT_FALSE(answer_of(*desk, {Ask::kTranslate, &row, ""}).empty());
  }
}

TEST(WorldOracle, NeedsAWorld) { EXPECT_THROW(desk_of("name = \"world\"\n"), Error); }

}  // namespace
}  // namespace dragoman::oracles
