// GSPO (Zheng et al., arXiv 2507.18071): one ratio a sequence, the geometric mean of its tokens'.
//
//   s = exp(S / L),  S = sum_t (logprob_t - old_t)
//   gspo         J = min(s A, clip(s, 1 - epsilon, 1 + epsilon_high) A)
//   gspo_token   J_t likewise with s_t = sg[s] exp(logprob_t - sg[logprob_t]), so that advantages
//                may differ by token; with equal ones both have the same value and slopes.
//
// The paper's 3e-4 and 4e-4 suit answers of a thousand tokens. The band on S grows with L, while
// the spread of S grows with sqrt(L): short translations need ten times as much, or fspo.
#include <algorithm>

#include "algorithms/clip_options.h"

namespace dragoman::algorithms::surrogate {
namespace {

constexpr double kLargestMean = 10.0;  // of S / L, as in verl

class Gspo final : public SequenceSurrogate {
 public:
  explicit Gspo(const ClipOptions& options) : bounds_(options.bounds()) {}

 private:
  double scale(double length) const override { return 1.0 / length; }
  Bounds bounds(double) const override { return bounds_; }

  Bounds bounds_;
};

class GspoToken final : public Surrogate {
 public:
  explicit GspoToken(const ClipOptions& options) : bounds_(options.bounds()) {}

  Gain gain(const Columns& sequence) const override {
    const auto length = static_cast<double>(sequence.size());
    const double log_ratio = std::min(sequence.sum_of_log_ratios() / length, kLargestMean);
    Gain gain;
    gain.ratios.add_ratio(ratio_of(log_ratio));
    for (size_t t = 0; t < sequence.size(); ++t) {
      const Term one = clipped_ratio(log_ratio, sequence.advantage[t], bounds_);
      gain.value += sequence.weight[t] * one.value;
      gain.slopes.push_back(sequence.weight[t] * one.slope);
      gain.ratios.add_bound(one.bound, 1.0 / length);
    }
    return gain;
  }

 private:
  Bounds bounds_;
};

}  // namespace

Entry gspo() {
  return config::make_entry<Surrogate, Gspo, ClipOptions>(
      "gspo", "One clipped ratio a sequence, the mean of its tokens'.");
}

Entry gspo_token() {
  return config::make_entry<Surrogate, GspoToken, ClipOptions>(
      "gspo_token", "The same, for advantages that differ by token.");
}

}  // namespace dragoman::algorithms::surrogate
