// One step of supervised fine-tuning: examples -> packed batches -> loss -> weights.
#pragma once

#include "base/random.h"
#include "training/data_order.h"
#include "training/loop.h"
#include "training/supervised.h"

namespace dragoman::training {

class SftTrainer final : public Trainable {
 public:
  SftTrainer(TrainingArguments arguments, SftArguments sft, std::vector<Example> examples,
             episodes::Learner& learner, const Rng& rng, comm::Comm& comm);

  Json step(int64_t step, RunFolder& run) override;

 private:
  std::vector<const Example*> draw(int64_t step);

  TrainingArguments arguments_;
  SftArguments sft_;
  std::vector<Example> examples_;
  episodes::Learner& learner_;
  comm::Comm& comm_;
  DataOrder order_;
};

}  // namespace dragoman::training
