// One step of learning from preferences: pairs -> logprobs of both policies -> loss -> weights.
#pragma once

#include <memory>
#include <vector>

#include "algorithms/algorithm.h"
#include "algorithms/preference.h"
#include "base/random.h"
#include "training/data_order.h"
#include "training/loop.h"
#include "training/preference_data.h"

namespace dragoman::training {

// What the trainer is put together from; what it does not own outlives it.
struct PreferenceParts {
  std::vector<Preference> pairs;
  std::unique_ptr<algorithms::PreferenceLoss> loss;
  episodes::Learner& learner;  // when the trainer is made, it is still the reference
  // The frozen policy; null: not needed, beneath the learner's adapter, or looked at beforehand.
  std::unique_ptr<episodes::Learner> reference;
  comm::Comm& comm;
  bool precompute_ref_log_probs = false;
};

class PreferenceTrainer final : public Trainable {
 public:
  PreferenceTrainer(TrainingArguments arguments, PreferenceParts parts, const Rng& rng);

  Json step(int64_t step, RunFolder& run) override;

 private:
  using Drawn = std::vector<size_t>;  // places of pairs
  struct Sums {
    double chosen = 0.0, rejected = 0.0;
  };

  Drawn draw(int64_t step);
  std::vector<ExampleGroup> groups_of(const Drawn& drawn) const;
  algorithms::PreferenceCounts count(const Drawn& drawn) const;
  std::vector<float> reference_logprobs(const episodes::PolicyBatch& batch);
  void precompute();
  double estimated_kl(const Drawn& drawn);
  std::vector<algorithms::Comparison> compare(const GroupBatch& packed, const Drawn& drawn,
                                              std::span<const float> logprobs);

  TrainingArguments arguments_;
  PreferenceParts parts_;
  DataOrder order_;
  std::vector<Sums> precomputed_;  // of the reference, by pair; empty: looked at step by step
};

// The step's answers, each put under the prompt of another: chosen ones first, then rejected ones,
// an answer under the prompt of the next.
std::vector<Example> mismatched(std::span<const Preference* const> pairs);

}  // namespace dragoman::training
