// NCA for pairs (Chen et al., arXiv 2402.05369): each answer is classified on its own, so that the
// chosen one's likelihood does not fall with the rejected one's.
//
//   L = - ln sigmoid(r_c) - ln sigmoid(-r_c) / 2 - ln sigmoid(-r_r) / 2,   r = beta log-ratio
#include "algorithms/preference_answers.h"

namespace dragoman::algorithms::preference {
namespace {

class NcaPair final : public AnswerLoss {
 public:
  explicit NcaPair(const DpoOptions& options) : AnswerLoss(options) {}

 private:
  Curve chosen(double reward) const override {
    return -1.0 * log_sigmoid(reward) + -0.5 * mirrored(log_sigmoid(-reward));
  }
  Curve rejected(double reward) const override { return -0.5 * mirrored(log_sigmoid(-reward)); }
};

}  // namespace

Entry nca_pair() {
  return config::make_entry<PreferenceLoss, NcaPair, DpoOptions>(
      "nca_pair", "NCA: keeps the chosen answers likely while the rejected ones fall.");
}

}  // namespace dragoman::algorithms::preference
