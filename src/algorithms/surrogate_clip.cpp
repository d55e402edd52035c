// The clipped token ratio (PPO, Schulman et al., arXiv 1707.06347; delta: 1912.09729).
//
//   J_t = min(rho_t A_t, clip(rho_t, 1 - epsilon, 1 + epsilon_high) A_t), and where A_t < 0 not
//         below delta A_t;  rho_t = exp(logprob - old logprob)
#include "algorithms/clip_options.h"

namespace dragoman::algorithms::surrogate {
namespace {

class Clip final : public TokenSurrogate {
 public:
  explicit Clip(const ClipOptions& options) : bounds_(options.bounds()) {}

 private:
  Term term(double, double log_ratio, double advantage) const override {
    return clipped_ratio(log_ratio, advantage, bounds_);
  }

  Bounds bounds_;
};

}  // namespace

Entry clip() {
  return config::make_entry<Surrogate, Clip, ClipOptions>("clip",
                                                          "Clipped ratios, token by token.");
}

}  // namespace dragoman::algorithms::surrogate
