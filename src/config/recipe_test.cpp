#include "config/recipe.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/error.h"
#include "config/example_for_tests.h"

namespace dragoman::config {
namespace {

Path write(const std::string& name, const std::string& text) {
  const Path folder = Path(testing::TempDir()) / ("dragoman_config_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / name) << text;
  return folder / name;
}

TEST(Override, ReachesSectionsListsAndNewKeys) {
  const Path path = write("recipe.toml", kFull);
  const std::vector<std::string> overrides{
      "--rl.steps=7",    "--rewards.0.weight=2", "limit=none",          "--model=base-1",
      "--betas=0.1,0.2", "--labels.x=7",         "--rewards.2.name=dot"};
  const auto recipe = load<Recipe>(path, overrides);
  EXPECT_EQ(recipe.rl.steps, 7);
  EXPECT_EQ(recipe.rewards[0].weight, 2.0);
  EXPECT_FALSE(recipe.limit.has_value());
  EXPECT_EQ(recipe.model, "base-1");
  EXPECT_EQ(recipe.betas, (std::vector<double>{0.1, 0.2}));
  EXPECT_EQ(recipe.labels.at("x"), "7");
  ASSERT_EQ(recipe.rewards.size(), 3u);
  EXPECT_EQ(recipe.rewards[2].shape.name(), "dot");
}

TEST(Override, KeepsTextsThatLookLikeNumbersOrComments) {
  Value root = parse_toml("", "f");
  for (const char* text : {"--model=7", "--labels.a=1 # x", "--labels.b=", "--labels.c=\"q\""}) {
    apply_override(root, text);
  }
  const auto recipe = read<Recipe>(root);
  EXPECT_EQ(recipe.model, "7");
  EXPECT_EQ(recipe.labels.at("a"), "1 # x");
  EXPECT_EQ(recipe.labels.at("b"), "");
  EXPECT_EQ(recipe.labels.at("c"), "q");
}

std::string override_complaint(const std::string& text) {
  const Path path = write("recipe.toml", kFull);
  try {
    load<Recipe>(path, std::vector<std::string>{text});
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Override, MistakesNameTheOption) {
  EXPECT_EQ(override_complaint("--rl.steps=0"),
            "rl.steps is 0, must be in [1, 1000000] (--rl.steps)");
  EXPECT_TRUE(contains(override_complaint("--rll.steps=1"), "unknown key rll (--rll.steps); did"));
  EXPECT_TRUE(contains(override_complaint("--rl.steps.x=1"), "--rl.steps.x: what comes before .x"));
  EXPECT_TRUE(contains(override_complaint("--rewards.9.weight=1"), "9 is no place in a list of 2"));
  EXPECT_TRUE(contains(override_complaint("--rl.steps"), "write --section.key=value"));
  EXPECT_TRUE(contains(override_complaint("--rl..steps=1"), "empty name"));
}

TEST(Include, MergesOneFileAndTheRecipeWins) {
  write("base.toml", "model = 'base'\nbetas = [0.1, 0.2]\n[rl]\nsteps = 5\nnum_generations = 4\n");
  const Path path = write("child.toml", "include = 'base.toml'\nbetas = [0.3]\n[rl]\nsteps = 6\n");
  const auto recipe = load<Recipe>(path);
  EXPECT_EQ(recipe.model, "base");
  EXPECT_EQ(recipe.betas, std::vector<double>{0.3});
  EXPECT_EQ(recipe.rl.steps, 6);
  EXPECT_EQ(recipe.rl.num_generations, 4);
}

TEST(Include, NamesTheFileThatHoldsTheMistake) {
  write("bad.toml", "model = 'base'\n[rl]\nsteps = 0\n");
  const Path path = write("child.toml", "include = 'bad.toml'\n");
  try {
    load<Recipe>(path);
    FAIL();
  } catch (const Error& error) {
    EXPECT_TRUE(contains(error.what(), "bad.toml, line 3)")) << error.what();
  }
}

TEST(Include, GoesOneLevelDeepOnly) {
  write("deep.toml", "model = 'x'\n");
  write("middle.toml", "include = 'deep.toml'\n");
  const Path path = write("top.toml", "include = 'middle.toml'\n");
  EXPECT_THROW(load<Recipe>(path), Error);
}

}  // namespace
}  // namespace dragoman::config
