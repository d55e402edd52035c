// Every call costs the same, needed or not: what suppresses tools everywhere.
//
//   r = a - lambda c
#include "algorithms/call_price.h"

namespace dragoman::algorithms::call_price {
namespace {

struct FlatOptions {
  double cost_coef = 0.2;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("cost_coef", cost_coef, "what a unit of cost takes from the reward",
          config::at_least(0.0));
  }
};

class Flat final : public CallPrice {
 public:
  explicit Flat(const FlatOptions& options) : options_(options) {}

  std::vector<double> rewards(const Attempts& group, const Belief&) const override {
    return charged(group, options_.cost_coef, 1.0);
  }

 private:
  FlatOptions options_;
};

}  // namespace

Entry flat() {
  return config::make_entry<CallPrice, Flat, FlatOptions>(
      "flat", "Every call costs the same, needed or not.");
}

}  // namespace dragoman::algorithms::call_price
