// The recipe of `dragoman synthesize`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/config.h"
#include "oracles/section.h"
#include "synthesis/check.h"
#include "synthesis/maker.h"

namespace dragoman::synthesis {

struct SynthesisSection {
  MakerPart maker;
  std::string target_language;
  int64_t count = 0;
  int64_t window = 128;
  double max_failed_share = 0.5;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("maker", maker, "how tasks are drafted", maker_catalog());
    visit("target_language", target_language, "code of the language of what is made",
          config::Required{});
    visit("count", count, "drafts at most; 0: one for each row", config::at_least(0));
    visit("window", window,
          "items that are on their way at once; they take every step together, and what is "
          "accepted is shown to the maker behind each window",
          config::at_least(1));
    visit("max_failed_share", max_failed_share,
          "share of items without an answer or a verdict that could be read, above which the run "
          "stops",
          config::Range{0.0, 1.0});
  }
};

struct CheckSection {
  CheckPart check;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", check, "which check", check_catalog());
  }
};

struct SynthesisRecipe {
  std::string kind = "synthesis";
  Path output;
  int64_t seed = 1;
  data::DataConfig data;
  oracles::OracleSection generator;
  std::optional<oracles::OracleSection> critic;
  SynthesisSection synthesis;
  std::vector<CheckSection> check;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("kind", kind, "what the recipe is for", config::OneOf{{"synthesis"}});
    visit("output", output, "the run folder; empty: runs/ and the recipe's name");
    visit("seed", seed, "every random draw comes from it", config::at_least(0));
    visit("data", data, "the tasks that it begins with");
    visit("generator", generator, "who drafts, answers and reads again");
    visit("critic", critic, "who judges; left out: the generator");
    visit("synthesis", synthesis, "what is made");
    visit("check", check, "what an item must pass, in order; none: all there are");
  }
};

// The checks of the recipe, made for its language.
struct NamedCheck {
  std::string name;
  std::unique_ptr<Check> check;
};
std::vector<NamedCheck> make_checks(const SynthesisRecipe& recipe);

}  // namespace dragoman::synthesis
