// IPO (Azar et al., arXiv 2310.12036, equation 17), with means over the tokens as its authors do.
//
//   L = (d - 1 / (2 beta))^2,   d = mean log-ratio of the chosen answer - that of the rejected one
#include "algorithms/preference_margin.h"

namespace dragoman::algorithms::preference {
namespace {

class Ipo final : public MarginLoss {
 public:
  explicit Ipo(const DpoOptions& options)
      : MarginLoss(AnswerScore::kMeanLogRatio, options.beta, options.rpo_alpha) {}

 private:
  // margin = beta d.
  Curve curve(double margin) const override {
    const double error = margin / beta() - 0.5 / beta();
    return {error * error, 2.0 * error / beta()};
  }
};

}  // namespace

Entry ipo() {
  return config::make_entry<PreferenceLoss, Ipo, DpoOptions>(
      "ipo", "IPO: log-ratios by token differ by 1 / (2 beta) and no more.");
}

}  // namespace dragoman::algorithms::preference
