// A right answer with a call earns all of its reward only where calls answer clearly more often
// than no calls do: beyond the boundary of what the policy understands (Luar).
//
//   pD = (successes without a call + 1) / (attempts without a call + 2), pT likewise with one
//   r  = a without a call;  a (b + (1 - b)(1 - eta)) with one,  b = [pT - pD >= delta]
//
// Of a mode that the group has not tried, the language's success in earlier steps stands in.
#include <numeric>

#include "algorithms/call_price.h"

namespace dragoman::algorithms::call_price {
namespace {

struct BoundaryOptions {
  double delta = 0.25;
  double eta = 0.4;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("delta", delta, "how much more often calls must answer", config::Range{0.0, 1.0});
    visit("eta", eta, "the share of the reward that a needless call loses",
          config::Range{0.0, 1.0});
  }
};

double rate_of(const std::vector<double>& tried, double belief) {
  if (tried.empty()) return belief;
  return std::accumulate(tried.begin(), tried.end(), 1.0) /
         (static_cast<double>(tried.size()) + 2.0);
}

class Boundary final : public CallPrice {
 public:
  explicit Boundary(const BoundaryOptions& options) : options_(options) {}

  std::vector<double> rewards(const Attempts& group, const Belief& belief) const override {
    const double direct = rate_of(successes(group, false), belief.native);
    const double called = rate_of(successes(group, true), belief.called);
    const bool beyond = called - direct >= options_.delta;
    std::vector<double> rewards;
    for (const Attempt& attempt : group)
      rewards.push_back(attempt.correct *
                        (attempt.calls > 0 && !beyond ? 1.0 - options_.eta : 1.0));
    return rewards;
  }

 private:
  BoundaryOptions options_;
};

}  // namespace

Entry boundary() {
  return config::make_entry<CallPrice, Boundary, BoundaryOptions>(
      "boundary", "A call is worth all only where calls answer clearly more often.");
}

}  // namespace dragoman::algorithms::call_price
