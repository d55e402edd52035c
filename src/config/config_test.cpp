#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "base/error.h"
#include "config/catalog.h"
#include "config/recipe.h"

namespace dragoman::config {
namespace {

class Shape {
 public:
  virtual ~Shape() = default;
  virtual double area() const = 0;
};

struct SquareConfig {
  double side = 2.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("side", side, "length of a side", above(0));
  }
};

class Square final : public Shape {
 public:
  Square(SquareConfig config, const double& scale) : config_(config), scale_(scale) {}
  double area() const override { return config_.side * config_.side * scale_; }

 private:
  SquareConfig config_;
  double scale_;
};

class Dot final : public Shape {
 public:
  double area() const override { return 0.0; }
};

using ShapeCatalog = Catalog<Shape, const double&>;

const ShapeCatalog& shapes() {
  static const ShapeCatalog entries(
      "shape",
      {make_entry<Shape, Square, SquareConfig, const double&>("square", "Four equal sides."),
       make_entry<Shape, Dot, NoOptions, const double&>("dot", "No sides.")});
  return entries;
}

struct Weighted {
  Part<Shape, const double&> shape;
  double weight = 1.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", shape, "which shape", shapes());
    visit("weight", weight, "its share");
  }
};

struct Rl {
  int64_t steps = 3;
  int64_t num_generations = 8;
  std::string mode = "plain";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("steps", steps, "optimizer steps", Range{1, 1000000});
    visit("num_generations", num_generations, "samples a prompt", at_least(1));
    visit("mode", mode, "how", OneOf{{"plain", "folded"}});
  }

  void validate(Problems& problems) const {
    if (num_generations == 1) problems.add("num_generations", "is 1, a group needs at least 2");
  }
};

struct Recipe {
  std::string model;
  bool shuffle = false;
  std::optional<double> limit;
  std::optional<Rl> warmup;
  std::vector<double> betas{0.9, 0.999};
  std::vector<std::string> languages;
  std::map<std::string, std::string> labels;
  Path folder = "runs";
  Rl rl;
  std::vector<Weighted> rewards;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("model", model, "checkpoint", Required{});
    visit("shuffle", shuffle, "mix the rows");
    visit("limit", limit, "at most", Range{0, 1});
    visit("warmup", warmup, "a first phase");
    visit("betas", betas, "Adam's", Range{0, 1});
    visit("languages", languages, "codes", OneOf{{"en", "de", "ug"}});
    visit("labels", labels, "free words");
    visit("folder", folder, "where runs go");
    visit("rl", rl, "the training");
    visit("rewards", rewards, "what is good");
  }
};

constexpr const char* kFull = R"(model = "m"
shuffle = true
limit = 0.5
betas = [0.5, 1]
languages = ["en", "ug"]
[labels]
team = "blue"
[rl]
steps = 1e3
mode = "folded"
[[rewards]]
name = "square"
side = 3
[[rewards]]
name = "dot"
weight = 0.25
)";

std::string complaint(std::string_view toml) {
  try {
    read_text<Recipe>(toml);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

Path write(const std::string& name, const std::string& text) {
  const Path folder = Path(testing::TempDir()) / "dragoman_config_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / name) << text;
  return folder / name;
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

TEST(Toml, KeepsTheOrderOfTheFile) {
  const Value root = parse_toml("z = 1\na = 2\n[m]\nb = 1\n", "f");
  const auto& table = std::get<Table>(root.data);
  ASSERT_EQ(table.size(), 3u);
  EXPECT_EQ(table[0].key, "z");
  EXPECT_EQ(table[2].key, "m");
  EXPECT_EQ(table[2].value.find("b")->place.line, 4);
}

TEST(Override, ReachesSectionsListsAndNewKeys) {
  const Path path = write("recipe.toml", kFull);
  const std::vector<std::string> overrides{"--rl.steps=7",   "--rewards.0.weight=2", "limit=none",
                                           "--model=base-1", "--betas=0.1,0.2",      "--labels.x=7",
                                           "--rewards.2.name=dot"};
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
  const Path path =
      write("child.toml", "include = 'base.toml'\nbetas = [0.3]\n[rl]\nsteps = 6\n");
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

TEST(Writer, RoundTripsThroughJson) {
  const auto recipe = read_text<Recipe>(kFull);
  const Json json = to_json(recipe);
  EXPECT_EQ(json["rewards"][0].dump(), R"({"name":"square","side":3.0,"weight":1.0})");
  const auto again = read<Recipe>(from_json(Json::parse(json.dump()), "config.resolved.json"));
  EXPECT_EQ(to_json(again).dump(), json.dump());
}

TEST(FromJson, KeepsLargeNumbersAsDoubles) {
  const Value value = from_json(Json::parse("18446744073709551615"), "f");
  EXPECT_TRUE(std::holds_alternative<double>(value.data));
}

TEST(Describe, ListsNameTypeDefaultAndRange) {
  const std::vector<Option> options = describe<Recipe>();
  ASSERT_EQ(options.size(), 10u);
  EXPECT_TRUE(options[0].required);
  EXPECT_EQ(options[2].type, "number or none");
  EXPECT_EQ(options[2].default_value, "none");
  EXPECT_EQ(options[2].allowed, "in [0, 1]");
  EXPECT_EQ(options[4].default_value, "[0.9, 0.999]");
  EXPECT_EQ(options[8].fields[0].name, "steps");
  EXPECT_EQ(options[9].type, "list of sections");
  EXPECT_EQ(options[9].fields[0].allowed, "one of square, dot");
}

TEST(Catalog, AnswersAnUnknownNameWithTheNearest) {
  try {
    shapes().at("squar");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "unknown shape squar; did you mean square? known: square, dot");
  }
}

TEST(Catalog, MakesAnEntryWithItsDefaults) {
  EXPECT_EQ(shapes().make("square", 1.0)->area(), 4.0);
  EXPECT_EQ(shapes().make("dot", 1.0)->area(), 0.0);
}

}  // namespace
}  // namespace dragoman::config
