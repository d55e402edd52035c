// One step of distillation: questions -> answers, the student's own or the references -> how far
// the student's distributions are from the teacher's -> weights.
// Generalised knowledge distillation: Agarwal et al., arXiv 2306.13649, algorithm 1.
#pragma once

#include <memory>

#include "base/random.h"
#include "rollouts/rollouts.h"
#include "training/data_order.h"
#include "training/distill_arguments.h"
#include "training/loop.h"
#include "training/supervised.h"

namespace dragoman::training {

// What the trainer is put together from; what it does not own outlives it.
struct DistillParts {
  const std::vector<data::Row>& rows;
  rollouts::Player player;
  std::vector<Example> examples;  // the rows with their references
  episodes::Learner& learner;
  std::unique_ptr<episodes::Learner> teacher;
  comm::Comm& comm;
};

class DistillTrainer final : public Trainable {
 public:
  DistillTrainer(TrainingArguments arguments, DistillArguments distill, DistillParts parts,
                 const Rng& rng);

  Json step(int64_t step, RunFolder& run) override;

 private:
  std::vector<episodes::PolicyBatch> own_answers(int64_t step);
  std::vector<episodes::PolicyBatch> references(int64_t step);

  TrainingArguments arguments_;
  DistillArguments distill_;
  DistillParts parts_;
  Rng rng_;
  DataOrder questions_;
  DataOrder examples_;
  std::shared_ptr<const episodes::TextRules> text_rules_;
};

}  // namespace dragoman::training
