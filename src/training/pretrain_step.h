// One step of continued pre-training: packed sequences of a mixture of domains -> loss -> weights.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "comm/comm.h"
#include "training/arguments.h"
#include "training/data_order.h"
#include "training/documents.h"
#include "training/loop.h"
#include "training/mixture.h"
#include "training/packing.h"
#include "training/pretrain_arguments.h"
#include "training/pretrain_batch.h"

namespace dragoman::training {

struct DomainTexts {
  std::string name;
  Documents train;
  Documents dev;  // may be none
};

// What the trainer is put together from; learner and comm outlive it.
struct PretrainParts {
  std::vector<DomainTexts> domains;  // those of the arguments, in their order
  episodes::Learner& learner;
  comm::Comm& comm;
};

class PretrainTrainer final : public Trainable {
 public:
  PretrainTrainer(TrainingArguments arguments, PretrainArguments pretrain, PretrainParts parts,
                  const Rng& rng);

  Json step(int64_t step, RunFolder& run) override;
  // "eval_loss" and "perplexity" over all held-out documents, and by parts.
  Json evaluate() override;

  // The segments of a step's sequences on this rank.
  std::vector<Segment> draw(int64_t step);

 private:
  // A domain in one phase.
  struct Source {
    std::vector<PackedSequence> sequences;
    DataOrder order;
  };

  void enter(size_t phase);
  const ResolvedPhase& phase() const { return phases_[entered_]; }
  size_t phase_of(int64_t step) const;
  double learn(const episodes::PolicyBatch& batch, LossTally& tally);
  Json progress(int64_t step);
  std::vector<std::string> names() const;
  std::vector<Segment> segments_of(size_t domain, const Documents& documents,
                                   const PackedSequence& sequence) const;

  TrainingArguments arguments_;
  PretrainArguments pretrain_;
  PretrainParts parts_;
  Rng rng_;
  std::vector<ResolvedPhase> phases_;
  size_t entered_ = 0;
  std::optional<Mixture> mixture_;              // of the phase that was entered
  std::vector<std::optional<Source>> sources_;  // likewise; nothing where the weight is 0
};

}  // namespace dragoman::training
