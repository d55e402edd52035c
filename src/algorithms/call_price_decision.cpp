// A call costs as much as the policy doubted that it needed one: where it all but knew, its calls
// are free; a call on a whim costs most.
//
//   r = a - lambda g c,   g = 1 - P(call)
//
// P(call) is the mean probability of the group's calls when they were decided on. A group that was
// only made to call has not decided: its calls are free.
#include <cmath>

#include "algorithms/call_price.h"

namespace dragoman::algorithms::call_price {
namespace {

struct DecisionOptions {
  double cost_coef = 0.2;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("cost_coef", cost_coef, "what a unit of cost takes from the reward of a doubtful call",
          config::at_least(0.0));
  }
};

class Decision final : public CallPrice {
 public:
  explicit Decision(const DecisionOptions& options) : options_(options) {}

  std::vector<double> rewards(const Attempts& group, const Belief&) const override {
    double sum = 0.0, count = 0.0;
    for (const Attempt& attempt : group) {
      if (attempt.calls == 0 || std::isnan(attempt.call_logprob)) continue;
      sum += std::exp(attempt.call_logprob);
      count += 1.0;
    }
    return charged(group, options_.cost_coef, count > 0.0 ? 1.0 - sum / count : 0.0);
  }

 private:
  DecisionOptions options_;
};

}  // namespace

Entry decision() {
  return config::make_entry<CallPrice, Decision, DecisionOptions>(
      "decision", "A call costs as much as the policy doubted that it needed one.");
}

}  // namespace dragoman::algorithms::call_price
