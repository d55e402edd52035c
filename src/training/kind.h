// What a recipe's `kind` stands for. One a file (kind_*.cpp); kinds.cpp lists them.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/random.h"
#include "comm/comm.h"
#include "training/loop.h"
#include "training/materials.h"
#include "training/recipe.h"

namespace dragoman::training {

// What a kind makes its steps from. All of it outlives them.
struct Workshop {
  const Recipe& recipe;
  const Materials& materials;
  episodes::Learner& learner;
  comm::Comm& comm;
  const Path& run_folder;
  std::function<void(const std::string&)> say;  // to the log
  episodes::Generator* sampler = nullptr;       // who plays; null: the learner's own

  Rng rng() const { return Rng(static_cast<uint64_t>(recipe.seed)); }
};

struct Kind {
  const char* name;
  const char* best_metric;  // what the best checkpoint is best at, unless the recipe says so
  std::unique_ptr<Trainable> (*make)(const Workshop& workshop);
  // What only this kind asks of a recipe.
  void (*validate)(const Recipe& recipe, config::Problems& problems);
  // Names that its own Trainable::evaluate measures; none: the dev set is translated and scored.
  std::vector<std::string> measures = {};
  episodes::Heads heads = episodes::Heads::kLanguage;  // of the model it trains
  bool takes_candidates = false;                       // may learn from [candidates]
};

const Kind& find_kind(const std::string& name);

}  // namespace dragoman::training
