// Are they better? Rows are translated by a generator, and hypotheses are measured.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/row.h"
#include "episodes/evaluator.h"
#include "episodes/generator.h"
#include "evaluation/config.h"
#include "evaluation/evaluation.h"
#include "rollouts/rollouts.h"

namespace dragoman::evaluation {

// The answer to one row.
struct Hypothesis {
  std::string text;                   // as the task extracts it; "" when the reply holds none
  bool truncated = false;             // the reply hit the length limit
  int64_t tokens = 0;                 // of the reply
  std::optional<int64_t> calls = {};  // of tools; nothing where there are none to call
};

// Judges that no reward uses, besides the metrics. May be empty.
using Witnesses = std::vector<const episodes::Evaluator*>;

// Hears of every row that is translated.
using ProgressCall = std::function<void()>;

// One hypothesis a row, greedily unless the config says otherwise. A prompt that fills the whole
// context is an Error that names the row.
std::vector<Hypothesis> translate(episodes::Generator& generator, const rollouts::Player& player,
                                  std::span<const data::Row> rows, const EvaluationConfig& config,
                                  const ProgressCall& progress = {});

// Measures one hypothesis a row. Where tools can be called, their calls are one more result:
// "calls", the mean of a row. `decoding`, `seconds` and `system` are left to the caller.
Evaluation measure(std::span<const data::Row> rows, std::span<const Hypothesis> hypotheses,
                   const EvaluationConfig& config, const Witnesses& witnesses = {});

// What evaluates during training: translate, then measure.
struct Evaluate {
  const rollouts::Player& player;
  EvaluationConfig config;
  Witnesses witnesses;
  ProgressCall progress;

  Evaluation operator()(episodes::Generator& generator, std::span<const data::Row> rows,
                        std::string system) const;
};

}  // namespace dragoman::evaluation
