// BCO for pairs (Jung et al., arXiv 2404.04656), without its reward shift, as in TRL.
//
//   L = - ln sigmoid(r_c) - ln sigmoid(-r_r),   r = beta log-ratio
#include "algorithms/preference_answers.h"

namespace dragoman::algorithms::preference {
namespace {

class BcoPair final : public AnswerLoss {
 public:
  explicit BcoPair(const DpoOptions& options) : AnswerLoss(options) {}

 private:
  Curve chosen(double reward) const override { return -1.0 * log_sigmoid(reward); }
  Curve rejected(double reward) const override { return -1.0 * mirrored(log_sigmoid(-reward)); }
};

}  // namespace

Entry bco_pair() {
  return config::make_entry<PreferenceLoss, BcoPair, DpoOptions>(
      "bco_pair", "BCO: a classifier of single answers, chosen against rejected.");
}

}  // namespace dragoman::algorithms::preference
