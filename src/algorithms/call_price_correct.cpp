// Only right answers pay for their calls.
//
//   r = a (1 - lambda c)
#include "algorithms/call_price.h"

namespace dragoman::algorithms::call_price {
namespace {

struct CorrectOptions {
  double cost_coef = 0.2;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("cost_coef", cost_coef, "the share of a right answer's reward that a unit of cost takes",
          config::at_least(0.0));
  }
};

class Correct final : public CallPrice {
 public:
  explicit Correct(const CorrectOptions& options) : options_(options) {}

  std::vector<double> rewards(const Attempts& group, const Belief&) const override {
    std::vector<double> rewards;
    for (const Attempt& attempt : group)
      rewards.push_back(attempt.correct * (1.0 - options_.cost_coef * attempt.cost));
    return rewards;
  }

 private:
  CorrectOptions options_;
};

}  // namespace

Entry correct() {
  return config::make_entry<CallPrice, Correct, CorrectOptions>(
      "correct", "Only right answers pay for their calls.");
}

}  // namespace dragoman::algorithms::call_price
