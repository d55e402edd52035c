// Options that losses over preferences share. Names are TRL's.
#pragma once

#include "config/fields.h"

namespace dragoman::algorithms {

// Of the losses with a reference.
struct DpoOptions {
  double beta = 0.1;
  double rpo_alpha = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("beta", beta, "how strongly the reference holds the policy back", config::above(0.0));
    visit("rpo_alpha", rpo_alpha, "weight of the chosen answers' negative logprob by token",
          config::at_least(0.0));
  }
};

struct SmoothedDpoOptions : DpoOptions {
  double label_smoothing = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    DpoOptions::fields(visit);
    visit("label_smoothing", label_smoothing, "share of the preferences that are taken for wrong",
          config::Range{0.0, 0.499});
  }
};

}  // namespace dragoman::algorithms
