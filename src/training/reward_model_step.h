// One step of training a reward model: rankings -> scores -> Bradley-Terry -> weights.
#pragma once

#include <vector>

#include "base/random.h"
#include "training/data_order.h"
#include "training/loop.h"
#include "training/ranking_data.h"
#include "training/reward_report.h"

namespace dragoman::training {

// What the trainer is put together from; learner and comm outlive it.
struct RewardModelParts {
  std::vector<Ranking> train;
  std::vector<Ranking> dev;         // what it is evaluated on
  std::vector<Example> references;  // of the dev rows, as whole sequences; may be empty
  episodes::Learner& learner;
  comm::Comm& comm;
  Path run_folder;  // the evaluation's tables go here: reward_evaluation.json
};

class RewardModelTrainer final : public Trainable {
 public:
  RewardModelTrainer(TrainingArguments arguments, double center_coefficient, RewardModelParts parts,
                     const Rng& rng);

  Json step(int64_t step, RunFolder& run) override;
  // accuracy, loss, margin, ece, accuracy/margin_N by fifths of the margins, mean_reward and, where
  // there are references, reference_reward: subtract it, and references score 0 on average.
  Json evaluate() override;

 private:
  std::vector<const Ranking*> draw(int64_t step);
  // By example, in the order of the groups.
  std::vector<std::vector<double>> scores_of(std::span<const ExampleGroup> groups);

  TrainingArguments arguments_;
  double center_coefficient_;
  RewardModelParts parts_;
  DataOrder order_;
};

}  // namespace dragoman::training
