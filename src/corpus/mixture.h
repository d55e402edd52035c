// What a mixture is made of: the TOML file of `dragoman data mix`.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/fields.h"
#include "config/problems.h"
#include "corpus/evaluation_index.h"
#include "corpus/text_length.h"

namespace dragoman::corpus {

struct MixtureSource {
  std::string name;
  std::string language;
  std::vector<std::string> paths;
  double weight = 1.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", name, "how phases and the report call it", config::Required{});
    visit("language", language, "of its texts", config::Required{});
    visit("paths", paths, "files, or folders with .jsonl files", config::Required{});
    visit("weight", weight, "among the sources of its language", config::at_least(0));
  }
};

struct MixturePhase {
  std::string name;
  int64_t amount = 0;
  std::map<std::string, double> languages;
  std::map<std::string, double> sources;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", name, "its files are named after it", config::Required{});
    visit("amount", amount, "how much it takes, in the unit of the mixture", config::Required{},
          config::at_least(1));
    visit("languages", languages, "weight of each language; none: all of them equally");
    visit("sources", sources, "weights in place of the sources' own; 0 leaves one out");
  }
};

struct Mixture {
  int64_t seed = 1;
  LengthUnit length;
  std::vector<std::string> evaluation_sets;
  bool decontaminate = true;
  EvaluationRules rules;
  int64_t max_passes = 4;
  int64_t shard_rows = 100000;
  std::vector<MixtureSource> sources;
  std::vector<MixturePhase> phases;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("seed", seed, "of the order within each source", config::at_least(0));
    length.fields(visit);
    visit("evaluation_sets", evaluation_sets,
          "texts that may not occur: their copies are left out");
    visit("decontaminate", decontaminate, "false: mix without evaluation sets, knowingly");
    rules.fields(visit);
    visit("max_passes", max_passes,
          "over a source, in all phases; a mixture that needs more is an error",
          config::at_least(1));
    visit("shard_rows", shard_rows, "rows of a file that is written", config::at_least(1));
    visit("sources", sources, "where rows come from", config::Required{});
    visit("phases", phases, "what is made of them, in order", config::Required{});
  }

  void validate(config::Problems& problems) const;

  // The share of each source in a phase; they add up to 1. A language counts by its weight, and
  // within it a source by its own.
  std::vector<double> shares(const MixturePhase& phase) const;
};

Mixture load_mixture(const Path& path);

}  // namespace dragoman::corpus
