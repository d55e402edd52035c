// TIC-GRPO (Pang & Jin, arXiv 2508.02833): the ratio of whole trajectories, clipped from above
// only.
//
//   J = min(w A, min(w, 1 + epsilon_high) A),  w = exp(S),  S = sum_t (logprob_t - old_t)
//
// With `delta` a negative advantage stops at it: the dual clip at sentence level that In2x adds
// (2508.14472). `epsilon` bounds w from below, too, as TRL's RLOO trainer does. The slope w A grows
// with the spread of S; nothing divides it by the length.
#include "algorithms/clip_options.h"

namespace dragoman::algorithms::surrogate {
namespace {

struct TicGrpoOptions {
  std::optional<double> epsilon = std::nullopt;
  double epsilon_high = 0.28;
  std::optional<double> delta = 3.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("epsilon", epsilon, "how far below 1 the ratio may go; none: as far as it likes",
          config::Range{0.0, 1.0});
    visit("epsilon_high", epsilon_high, "how far above 1 the ratio may go", config::at_least(0.0));
    visit("delta", delta, "upper bound of the ratio where the advantage is negative; none is off",
          config::above(1.0));
  }
  void validate(config::Problems& problems) const {
    if (delta && *delta <= 1.0 + epsilon_high)
      problems.add("delta", "must be above 1 + epsilon_high, or none");
  }
};

class TicGrpo final : public SequenceSurrogate {
 public:
  explicit TicGrpo(const TicGrpoOptions& options) : options_(options) {}

 private:
  double scale(double) const override { return 1.0; }
  Bounds bounds(double) const override {
    return {options_.epsilon ? 1.0 - *options_.epsilon : 0.0, 1.0 + options_.epsilon_high,
            options_.delta};
  }

  TicGrpoOptions options_;
};

}  // namespace

Entry tic_grpo() {
  return config::make_entry<Surrogate, TicGrpo, TicGrpoOptions>(
      "tic_grpo", "The ratio of the whole answer, clipped from above.");
}

}  // namespace dragoman::algorithms::surrogate
