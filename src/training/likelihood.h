// A further loss that is the mean negative log-likelihood of some examples.
#pragma once

#include <string>
#include <vector>

#include "training/auxiliary.h"
#include "training/data_order.h"
#include "training/supervised.h"

namespace dragoman::training {

class Likelihood final : public Auxiliary {
 public:
  // `sequences` of the examples a step, each token of the step's weighing the same; the loss is
  // multiplied by `coef` and logged as aux/NAME/loss, unmultiplied.
  Likelihood(std::string name, std::vector<Example> examples, double coef, int64_t sequences,
             const AuxiliaryContext& context);

  void learn(int64_t step, algorithms::Tally& tally) override;

 private:
  std::string name_;
  std::vector<Example> examples_;
  double coef_;
  int64_t sequences_;
  episodes::Learner& learner_;
  comm::Comm& comm_;
  int64_t max_tokens_;
  DataOrder order_;
};

}  // namespace dragoman::training
