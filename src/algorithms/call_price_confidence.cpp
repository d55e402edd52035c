// A call costs only where the group shows that the question is answered without one.
//
//   p0 = (successes without a call + kappa pi0) / (attempts without a call + kappa)
//   r  = a - lambda g c,   g = [p0 >= tau] where an attempt without a call succeeded, else 0;
//                          g = p0 ^ power of the soft gate
//
// pi0 is the language's native success in earlier steps.
#include <cmath>

#include "algorithms/call_price.h"

namespace dragoman::algorithms::call_price {
namespace {

struct ConfidenceOptions {
  double cost_coef = 0.2;
  double tau = 0.5;
  double kappa = 1.0;
  double power = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("cost_coef", cost_coef, "what a unit of cost takes from the reward, where it counts",
          config::at_least(0.0));
    visit("tau", tau, "success without a call from which on calls cost", config::Range{0.0, 1.0});
    visit("kappa", kappa, "attempts that the language's success in earlier steps counts for",
          config::at_least(0.0));
    visit("power", power,
          "above 0: the price grows with this power of the success without a call, and tau is not "
          "read",
          config::at_least(0.0));
  }
};

class Confidence final : public CallPrice {
 public:
  explicit Confidence(const ConfidenceOptions& options) : options_(options) {}

  std::vector<double> rewards(const Attempts& group, const Belief& belief) const override {
    return charged(group, options_.cost_coef, gate(group, belief));
  }

 private:
  double gate(const Attempts& group, const Belief& belief) const {
    if (options_.power > 0.0)
      return std::pow(native_success(group, belief, options_.kappa), options_.power);
    return answers_natively(group, belief, options_.kappa, options_.tau);
  }

  ConfidenceOptions options_;
};

}  // namespace

Entry confidence() {
  return config::make_entry<CallPrice, Confidence, ConfidenceOptions>(
      "confidence", "A call costs only where the group answers without one.");
}

}  // namespace dragoman::algorithms::call_price
