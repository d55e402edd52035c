#include "config/reader.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "config/example_for_tests.h"

namespace dragoman::config {
namespace {

std::string complaint(std::string_view toml) {
  try {
    read_text<Recipe>(toml);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    return error.what();
  }
  return "";
}

TEST(Reader, FillsEveryKindOfField) {
  const auto recipe = read_text<Recipe>(kFull);
  EXPECT_EQ(recipe.model, "m");
  EXPECT_TRUE(recipe.shuffle);
  EXPECT_EQ(recipe.limit, 0.5);
  EXPECT_FALSE(recipe.warmup.has_value());
  EXPECT_EQ(recipe.betas, (std::vector<double>{0.5, 1.0}));
  EXPECT_EQ(recipe.languages, (std::vector<std::string>{"en", "ug"}));
  EXPECT_EQ(recipe.labels.at("team"), "blue");
  EXPECT_EQ(recipe.rl.steps, 1000);
  EXPECT_EQ(recipe.rl.num_generations, 8);
  ASSERT_EQ(recipe.rewards.size(), 2u);
  EXPECT_EQ(recipe.rewards[0].shape.make(2.0)->area(), 18.0);
  EXPECT_EQ(recipe.rewards[1].weight, 0.25);
}

TEST(Reader, AnswersATypoWithLineNearestKeyAndKnownKeys) {
  EXPECT_EQ(complaint("model = 'm'\n[rl]\nstpes = 3\n"),
            "unknown key rl.stpes (recipe.toml, line 3); did you mean steps? "
            "known: steps, num_generations, mode");
}

TEST(Reader, ReportsAllMistakesAtOnceInTheOrderOfTheFile) {
  const std::string text = complaint(
      "modle = 'm'\nshuffle = 1\nlimit = 2\nbetas = [0.5, 'x']\nlanguages = ['dee']\n"
      "[rl]\nsteps = 0\nmode = 'plan'\n[[rewards]]\nname = 'sqare'\nwieght = 1\nside = 2\n");
  EXPECT_EQ(text,
            "10 mistakes in the configuration:\n"
            "  model is missing (recipe.toml)\n"
            "  unknown key modle (recipe.toml, line 1); did you mean model? known: model, shuffle, "
            "limit, warmup, betas, languages, labels, folder, rl, rewards\n"
            "  shuffle is 1, must be true or false (recipe.toml, line 2)\n"
            "  limit is 2, must be in [0, 1] (recipe.toml, line 3)\n"
            "  betas.1 is \"x\", must be a finite number (recipe.toml, line 4)\n"
            "  languages.0 is \"dee\" (recipe.toml, line 5); did you mean de? known: en, de, ug\n"
            "  rl.steps is 0, must be in [1, 1000000] (recipe.toml, line 7)\n"
            "  rl.mode is \"plan\" (recipe.toml, line 8); did you mean plain? "
            "known: plain, folded\n"
            "  rewards.0.name is \"sqare\" (recipe.toml, line 10); did you mean square? "
            "known: square, dot\n"
            "  unknown key rewards.0.wieght (recipe.toml, line 11); did you mean weight? "
            "known: name, weight");
}

TEST(Reader, RefusesValuesOfTheWrongType) {
  EXPECT_TRUE(contains(complaint("model = 3"), "model is 3, must be a text in quotes"));
  EXPECT_TRUE(contains(complaint("model='m'\nrl = 3"), "rl is 3, must be a section"));
  EXPECT_TRUE(contains(complaint("model='m'\nrewards = 'x'"), "rewards is \"x\", must be a list"));
  EXPECT_TRUE(contains(complaint("model='m'\nrl.steps = 1.5"), "1.5, must be a whole number"));
  EXPECT_TRUE(contains(complaint("model='m'\nbetas = [nan]"), "must be a finite number"));
  EXPECT_TRUE(contains(complaint("model='m'\nlimit = inf"), "must be a finite number"));
  EXPECT_TRUE(contains(complaint("model='m'\nlabels = 1"), "labels is 1, must be a section"));
}

TEST(Reader, AsksForTheNameOfAPart) {
  EXPECT_EQ(complaint("model = 'm'\n[[rewards]]\nweight = 2"),
            "rewards.0.name is missing (recipe.toml, line 2); known: square, dot");
}

TEST(Reader, RefusesOptionsOfAnotherEntry) {
  EXPECT_EQ(complaint("model = 'm'\n[[rewards]]\nname = 'dot'\nside = 2"),
            "unknown key rewards.0.side (recipe.toml, line 4); known: name, weight");
}

TEST(Reader, ChecksRelationsBetweenFieldsOfAbsentSectionsToo) {
  EXPECT_EQ(complaint("model = 'm'\n[rl]\nnum_generations = 1"),
            "rl.num_generations is 1, a group needs at least 2 (recipe.toml, line 3)");
  EXPECT_EQ(complaint("model = 'm'\nwarmup.num_generations = 1"),
            "warmup.num_generations is 1, a group needs at least 2 (recipe.toml, line 2)");
}

TEST(Reader, TakesTheWordNoneForAnOptionalField) {
  EXPECT_FALSE(read_text<Recipe>("model='m'\nlimit = 'none'").limit.has_value());
}

TEST(Toml, SyntaxErrorsNameFileAndLine) {
  const std::string text = complaint("model = 'm'\nsteps = = 3\n");
  EXPECT_TRUE(contains(text, "recipe.toml: line 2: not valid TOML")) << text;
  EXPECT_TRUE(contains(complaint("a = 1\na = 2"), "line 2")) << complaint("a = 1\na = 2");
}

TEST(Toml, KeysThatAreNoneNameTheirLine) {
  for (const std::string head : {"[[\x01]]", "[\x7f]", "a.\x02 = 1", "['a' \x01]"}) {
    const std::string text = complaint("model = 'm'\nsteps = 3\n" + head + "\nx = 1\n");
    EXPECT_TRUE(contains(text, "recipe.toml: line 3: not valid TOML")) << text;
  }
  std::string deep = "model = 'm'\na";
  for (int i = 0; i < 30000; ++i) deep += ".a";
  EXPECT_TRUE(contains(complaint(deep + " = 1"), "line 2: a key has more than 500 parts"));
}

TEST(Toml, KeepsTheOrderOfTheFile) {
  const Value root = parse_toml("z = 1\na = 2\n[m]\nb = 1\n", "f");
  const auto& table = std::get<Table>(root.data);
  ASSERT_EQ(table.size(), 3u);
  EXPECT_EQ(table[0].key, "z");
  EXPECT_EQ(table[2].key, "m");
  EXPECT_EQ(table[2].value.find("b")->place.line, 4);
}

}  // namespace
}  // namespace dragoman::config
