// Further losses of an RL step, on batches of their own: their gradients add to the policy's before
// it moves. One a file (auxiliary_*.cpp); auxiliaries.cpp lists them.
#pragma once

#include <span>

#include "algorithms/algorithm.h"
#include "comm/comm.h"
#include "config/catalog.h"
#include "data/row.h"
#include "episodes/learner.h"
#include "rollouts/rollouts.h"

namespace dragoman::training {

// What such a loss is made from; all of it outlives the loss.
struct AuxiliaryContext {
  std::span<const data::Row> rows;
  rollouts::Player player;
  episodes::Learner& learner;
  comm::Comm& comm;
  int64_t max_tokens_per_batch = 0;
  Rng rng{0};
};

class Auxiliary {
 public:
  virtual ~Auxiliary() = default;
  // Adds the gradients of optimizer step `step`, counted from 0, and says in `tally` what it saw.
  virtual void learn(int64_t step, algorithms::Tally& tally) = 0;
};

namespace auxiliary {

using Entry = config::Entry<Auxiliary, const AuxiliaryContext&>;
using Catalog = config::Catalog<Auxiliary, const AuxiliaryContext&>;

const Catalog& catalog();

}  // namespace auxiliary

// One entry of the recipe's list.
struct AuxiliaryPart {
  config::Part<Auxiliary, const AuxiliaryContext&> loss;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", loss, "which further loss", auxiliary::catalog());
  }
};

}  // namespace dragoman::training
