// What learning from preferences lowers: the loss of a comparison of two answers to one prompt and
// its derivatives by the answers' logprobs. One loss a file (preference_*.cpp);
// src/algorithms/preferences.cpp lists them.
#pragma once

#include <optional>

#include "config/catalog.h"

namespace dragoman::algorithms {

// One answer: sums of logprobs over its trained tokens, and their number.
struct Answer {
  double logprob = 0.0;
  double reference = 0.0;  // under the frozen reference; 0 when not needed
  double length = 1.0;

  double log_ratio() const { return logprob - reference; }
};

// Unpaired data have one of the two.
struct Comparison {
  std::optional<Answer> chosen = std::nullopt;
  std::optional<Answer> rejected = std::nullopt;
};

struct ComparisonTerm {
  double value = 0.0;
  double by_chosen = 0.0;  // d(value) / d(sum of the answer's logprobs); 0 where there is none
  double by_rejected = 0.0;
};

class PreferenceLoss {
 public:
  virtual ~PreferenceLoss() = default;

  // `kl` is the step's estimate, where `needs_kl`.
  virtual ComparisonTerm term(const Comparison& pair, double kl) const = 0;
  // What the log calls an answer's reward: beta times its log-ratio, or what stands for it.
  virtual double reward(const Answer& answer) const = 0;

  virtual bool needs_reference() const { return true; }
  // Whether it wants both answers, and a step's mean is over pairs, not answers.
  virtual bool needs_pairs() const { return true; }
  // Whether it reads the mean log-ratio of answers put under the prompts of others.
  virtual bool needs_kl() const { return false; }
  // Weight of the mean of - logprob over all tokens of the step's chosen answers.
  virtual double nll_coef() const { return 0.0; }
};

// What a step's losses are divided by: counts over all its micro-batches and ranks.
struct PreferenceCounts {
  double comparisons = 0.0;
  double answers = 0.0;
  double chosen_tokens = 0.0;

  void add(const Comparison& pair);
};

// A comparison's share of the step's loss, and its derivatives: `term` over the number of pairs (or
// answers), and the negative logprobs of the chosen answer's tokens over all such tokens.
ComparisonTerm share_of_step(const PreferenceLoss& loss, const Comparison& pair, double kl,
                             const PreferenceCounts& counts);

// A function of one number and its derivative.
struct Curve {
  double value = 0.0;
  double slope = 0.0;
};

Curve log_sigmoid(double x);
Curve sigmoid(double x);

// - (1 - smoothing) ln sigmoid(x) - smoothing ln sigmoid(-x): the negative log-likelihood of a
// label that is wrong with that probability.
Curve smoothed_log_loss(double x, double smoothing);

namespace preference {

using Entry = config::Entry<PreferenceLoss>;
using Catalog = config::Catalog<PreferenceLoss>;

const Catalog& catalog();

}  // namespace preference
}  // namespace dragoman::algorithms
