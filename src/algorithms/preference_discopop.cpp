// DiscoPOP (Lu et al., arXiv 2406.08414, equation 5): the logistic and the exponential loss, mixed
// by the margin itself.
//
//   L = - ln sigmoid(m) (1 - s) + exp(-m) s,   s = sigmoid(m / tau)
#include <algorithm>
#include <cmath>

#include "algorithms/preference_margin.h"

namespace dragoman::algorithms::preference {
namespace {

constexpr double kLargestExponent = 20.0;  // beyond it the exponential is constant

struct DiscopopOptions : DpoOptions {
  double discopop_tau = 0.05;

  template <class Visitor>
  void fields(Visitor& visit) {
    DpoOptions::fields(visit);
    visit("discopop_tau", discopop_tau, "width of the change from one loss to the other",
          config::above(0.0));
  }
};

class Discopop final : public MarginLoss {
 public:
  explicit Discopop(const DiscopopOptions& options)
      : MarginLoss(AnswerScore::kLogRatio, options.beta, options.rpo_alpha),
        tau_(options.discopop_tau) {}

 private:
  Curve curve(double margin) const override {
    const Curve share = algorithms::sigmoid(margin / tau_);
    const Curve log = log_sigmoid(margin);
    const double exponential = std::exp(std::min(-margin, kLargestExponent));
    const double falls = -margin < kLargestExponent ? -exponential : 0.0;
    return {-log.value * (1.0 - share.value) + exponential * share.value,
            -log.slope * (1.0 - share.value) + falls * share.value +
                (log.value + exponential) * share.slope / tau_};
  }

  double tau_;
};

}  // namespace

Entry discopop() {
  return config::make_entry<PreferenceLoss, Discopop, DiscopopOptions>(
      "discopop", "DiscoPOP: logistic where the pair is wrong, exponential where it is right.");
}

}  // namespace dragoman::algorithms::preference
