// A study: recipes x overrides x seeds, the held-out rows they are tested on, and the comparisons
// that the table of its results page is made from.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/fields.h"
#include "config/problems.h"
#include "data/config.h"
#include "evaluation/config.h"

namespace dragoman::studies {

// Of two cells, which answers a row: `with` in the named groups, or, without groups, where it is
// better than `without`, as only an oracle knows.
struct RouteConfig {
  std::string without;
  std::string with;
  std::vector<std::string> groups;
  std::string value = "accuracy";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("without", without, "the cell that answers all other rows", config::Required{});
    visit("with", with, "the cell that answers the chosen ones", config::Required{});
    visit(
        "groups", groups,
        "groups, by what the study has in `by`, of the rows that `with` answers; empty: those for "
        "which it is better, as an oracle knows");
    visit("value", value, "metric that tells which is better");
  }
};

// What is made for every seed: with a recipe, a training run; with commands, what they make; with a
// route, a choice between two cells; with none of these, another way to decode the checkpoint of
// `from`. In an override or a command "{seed}" is replaced by the seed, "{checkpoint NAME}" by the
// folder of that cell's best checkpoint (of a teacher, say, or of a reward model), "{folder NAME}"
// by what that cell's commands made, and, in commands, "{folder}" by the cell's own folder.
struct CellConfig {
  std::string name;
  Path recipe;       // beside the study file
  std::string from;  // the cell whose best checkpoint this one starts from; empty: the recipe's own
  std::optional<int64_t> seed;
  std::vector<std::string> set;
  std::vector<std::string> commands;
  std::optional<RouteConfig> route;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", name, "as the table and `from` write it", config::Required{});
    visit("recipe", recipe, "recipe file, beside the study; none: `from` is decoded differently");
    visit("from", from, "cell whose best checkpoint is the start");
    visit("seed", seed, "runs once, with this seed, for all seeds of the study");
    visit("set", set,
          "overrides of the recipe (\"trainer.max_steps=100\"), or of held_out.decode where there "
          "is none; {seed} is the seed, {checkpoint NAME} the best checkpoint of an earlier cell, "
          "{folder NAME} what an earlier cell's commands made");
    visit("commands", commands,
          "commands of this program, without its name, run in order, as in \"merge {checkpoint a} "
          "{checkpoint b} --output {folder}/model\"; \" > FILE\" at the end keeps what is printed. "
          "With a `from`, {folder}/model is a checkpoint that is asked as that cell's is");
    visit("route", route, "instead of all these: rows of two cells, put together");
  }

  // The cells that are named by "{checkpoint NAME}" and by "{folder NAME}".
  std::vector<std::string> named_checkpoints() const;
  std::vector<std::string> named_folders() const;

  // Commands without a `from` make files only; all other cells have rows in the tables.
  bool is_system() const { return commands.empty() || !from.empty(); }
};

// A paired bootstrap of two cells' translations, for every metric or for one.
struct TestConfig {
  std::string a;
  std::string b;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("a", a, "cell that should be better", config::Required{});
    visit("b", b, "cell it is compared with", config::Required{});
  }
};

// The held-out rows: of the recipe's world, or from files.
struct HeldOutConfig {
  int64_t world_rows = 1000;
  std::optional<data::DataConfig> data;
  evaluation::EvaluationConfig decode;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("world_rows", world_rows, "rows of the world's test split", config::at_least(1));
    visit("data", data, "files, instead of a world's rows");
    visit("decode", decode, "how every cell's checkpoint is decoded and measured");
  }
};

// At which share of the prices of a unit of cost is one cell the best of several?
struct PricesConfig {
  std::string system;
  std::vector<std::string> against;
  std::string value = "accuracy";
  std::string cost = "calls";
  double highest = 1.0;
  int64_t points = 50;
  int64_t resamples = 1000;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("system", system, "the cell", config::Required{});
    visit("against", against, "the others", config::Required{});
    visit("value", value, "metric of a row that is earned, from 0 to 1");
    visit("cost", cost, "metric of a row that is paid");
    visit("highest", highest, "price of a unit of cost up to which is asked, in units of the value",
          config::above(0.0));
    visit("points", points, "prices from 0 to the highest", config::at_least(2));
    visit("resamples", resamples, "of the rows, for the interval", config::at_least(1));
  }
};

struct StudyConfig {
  std::string title;
  std::vector<int64_t> seeds = {1};
  std::vector<CellConfig> cells;
  std::vector<TestConfig> tests;
  HeldOutConfig held_out;
  std::string by;
  std::optional<PricesConfig> prices;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("title", title, "heading of the table");
    visit("seeds", seeds, "every cell without a seed of its own is run with each",
          config::at_least(0));
    visit("cells", cells, "training runs, in an order in which each finds what it starts from");
    visit("tests", tests, "comparisons by paired bootstrap");
    visit("held_out", held_out, "what the checkpoints are tested on");
    visit("by", by, "one more table, of groups of the held-out rows; empty: none",
          config::OneOf{{"", "domain", "direction", "tier", "source_length"}});
    visit("prices", prices, "one more table: where what an answer costs is worth it");
  }
  void validate(config::Problems& problems) const;
};

}  // namespace dragoman::studies
