// Among right answers those with the fewest calls are best: OTC-GRPO (arXiv 2504.14870), r = a
// r_tool.
//
//   m calls, n: the fewest of a right answer of the group, c: the limit of calls
//   r_tool = 1                          m = n = 0
//            cos(m pi / (2m + c))       n = 0
//            sin(f pi / (2n))           else, f = 2nm / (m + n)
#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "algorithms/call_price.h"

namespace dragoman::algorithms::call_price {
namespace {

struct FewestOptions {
  int64_t max_calls = 2;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_calls", max_calls, "the limit of calls, c in the formula", config::at_least(1));
  }
};

class Fewest final : public CallPrice {
 public:
  explicit Fewest(const FewestOptions& options) : options_(options) {}

  std::vector<double> rewards(const Attempts& group, const Belief&) const override {
    std::optional<int64_t> fewest;
    for (const Attempt& attempt : group)
      if (attempt.correct > 0.0) fewest = std::min(fewest.value_or(attempt.calls), attempt.calls);
    std::vector<double> rewards;
    for (const Attempt& attempt : group)
      rewards.push_back(attempt.correct * thrift(attempt.calls, fewest.value_or(0)));
    return rewards;
  }

 private:
  double thrift(int64_t calls, int64_t fewest) const {
    using std::numbers::pi;
    const auto m = static_cast<double>(calls), n = static_cast<double>(fewest);
    if (calls == 0 && fewest == 0) return 1.0;
    if (fewest == 0) return std::cos(m * pi / (2.0 * m + static_cast<double>(options_.max_calls)));
    const double f = 2.0 * n * m / (m + n);
    return std::sin(f * pi / (2.0 * n));
  }

  FewestOptions options_;
};

}  // namespace

Entry fewest() {
  return config::make_entry<CallPrice, Fewest, FewestOptions>(
      "fewest", "Among right answers those with the fewest calls are best.");
}

}  // namespace dragoman::algorithms::call_price
