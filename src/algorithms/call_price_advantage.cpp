// The price is paid in advantages and never turns one round: a right answer stays better than the
// group's average whatever it cost (the sign reversal that AdaTIR, arXiv 2601.14696, describes).
//
//   A = A_acc + lambda g clip(A_cost, -m, m),   m = kap max(|A_acc|, floor)
//
// A_cost are the group's costs, negated and standardised; g is the gate of `confidence`. In a group
// where all are right A_acc is 0, so that without a floor nothing is charged there.
#include <algorithm>
#include <cmath>

#include "algorithms/call_price.h"
#include "algorithms/credit.h"

namespace dragoman::algorithms::call_price {
namespace {

struct AdvantageOptions {
  double cost_coef = 0.2;
  double tau = 0.5;
  double kappa = 1.0;
  double kap = 0.5;
  double floor = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("cost_coef", cost_coef, "what multiplies the advantage of being cheap",
          config::at_least(0.0));
    visit("tau", tau, "success without a call from which on calls cost", config::Range{0.0, 1.0});
    visit("kappa", kappa, "attempts that the language's success in earlier steps counts for",
          config::at_least(0.0));
    visit("kap", kap, "the most that a cost moves an advantage, as a share of it",
          config::at_least(0.0));
    visit("floor", floor, "an advantage below this counts as this in the limit",
          config::at_least(0.0));
  }
};

class Advantage final : public CallPrice {
 public:
  explicit Advantage(const AdvantageOptions& options) : options_(options) {}

  std::vector<double> rewards(const Attempts& group, const Belief&) const override {
    return charged(group, 0.0, 0.0);
  }

  std::vector<double> shaping(const Attempts& group, const Belief& belief,
                              const std::vector<double>& advantages) const override {
    constexpr double kStdEpsilon = 1e-4;
    std::vector<double> thrift;
    for (const Attempt& attempt : group) thrift.push_back(-attempt.cost);
    thrift = standardized(thrift, kStdEpsilon);
    const double strength =
        options_.cost_coef * answers_natively(group, belief, options_.kappa, options_.tau);
    for (size_t i = 0; i < thrift.size(); ++i) {
      const double most = options_.kap * std::max(std::abs(advantages[i]), options_.floor);
      thrift[i] = strength * std::clamp(thrift[i], -most, most);
    }
    return thrift;
  }

 private:
  AdvantageOptions options_;
};

}  // namespace

Entry advantage() {
  return config::make_entry<CallPrice, Advantage, AdvantageOptions>(
      "advantage", "Costs move advantages, as far as none changes its sign.");
}

}  // namespace dragoman::algorithms::call_price
