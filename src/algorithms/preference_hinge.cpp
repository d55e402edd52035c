// The hinge loss of SLiC-HF (Zhao et al., arXiv 2305.10425), with DPO's margin.
//
//   L = max(0, 1 - m)
#include "algorithms/preference_margin.h"

namespace dragoman::algorithms::preference {
namespace {

class Hinge final : public MarginLoss {
 public:
  explicit Hinge(const DpoOptions& options)
      : MarginLoss(AnswerScore::kLogRatio, options.beta, options.rpo_alpha) {}

 private:
  Curve curve(double margin) const override {
    return margin < 1.0 ? Curve{1.0 - margin, -1.0} : Curve{};
  }
};

}  // namespace

Entry hinge() {
  return config::make_entry<PreferenceLoss, Hinge, DpoOptions>(
      "hinge", "SLiC: pairs stop counting once their margin is 1.");
}

}  // namespace dragoman::algorithms::preference
