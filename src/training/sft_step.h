// One step of supervised fine-tuning: examples -> packed batches -> loss -> weights.
#pragma once

#include "base/random.h"
#include "training/data_order.h"
#include "training/loop.h"
#include "training/supervised.h"

namespace dragoman::training {

// What the trainer is put together from; learner and comm outlive it.
struct SftParts {
  std::vector<Example> examples;
  episodes::Learner& learner;
  comm::Comm& comm;
};

class SftTrainer final : public Trainable {
 public:
  SftTrainer(TrainingArguments arguments, SftArguments sft, SftParts parts, const Rng& rng);

  Json step(int64_t step, RunFolder& run) override;

 private:
  std::vector<const Example*> draw(int64_t step);

  TrainingArguments arguments_;
  SftArguments sft_;
  SftParts parts_;
  DataOrder order_;
};

}  // namespace dragoman::training
