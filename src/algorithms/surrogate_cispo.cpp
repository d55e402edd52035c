// CISPO (MiniMax-M1, arXiv 2506.13585): the ratio is a clipped constant, no token loses its slope.
//
//   J_t = sg[clip(rho_t, 1 - epsilon, 1 + epsilon_high)] A_t logprob_t
//
// TRL's "epsilon_high" of its cispo is the bound itself, here it is the bound less 1.
#include <algorithm>

#include "algorithms/clip_options.h"

namespace dragoman::algorithms::surrogate {
namespace {

struct CispoOptions {
  std::optional<double> epsilon = std::nullopt;
  double epsilon_high = 4.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("epsilon", epsilon, "how far below 1 the ratio may go; none: as far as it likes",
          config::Range{0.0, 1.0});
    visit("epsilon_high", epsilon_high, "how far above 1", config::at_least(0.0));
  }
};

class Cispo final : public TokenSurrogate {
 public:
  explicit Cispo(const CispoOptions& options)
      : low_(options.epsilon ? 1.0 - *options.epsilon : 0.0), high_(1.0 + options.epsilon_high) {}

 private:
  Term term(double logprob, double log_ratio, double advantage) const override {
    const double ratio = ratio_of(log_ratio);
    const double weight = std::clamp(ratio, low_, high_) * advantage;
    const Bound bound = ratio > high_ ? Bound::kHigh : ratio < low_ ? Bound::kLow : Bound::kNone;
    return {weight * logprob, weight, bound};
  }

  double low_, high_;
};

}  // namespace

Entry cispo() {
  return config::make_entry<Surrogate, Cispo, CispoOptions>(
      "cispo", "Logprobs weighted by ratios that are clipped constants.");
}

}  // namespace dragoman::algorithms::surrogate
