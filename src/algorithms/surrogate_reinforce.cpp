// The plain policy gradient (Williams, 1992): J_t = A_t * logprob_t. No ratio, so one update a
// rollout.
#include "algorithms/surrogate.h"

namespace dragoman::algorithms::surrogate {
namespace {

class Reinforce final : public TokenSurrogate {
 public:
  bool has_ratio() const override { return false; }

 private:
  Term term(double logprob, double, double advantage) const override {
    return {advantage * logprob, advantage, Bound::kNone};
  }
};

}  // namespace

Entry reinforce() {
  return config::make_entry<Surrogate, Reinforce>("reinforce", "Advantage times logprob.");
}

}  // namespace dragoman::algorithms::surrogate
