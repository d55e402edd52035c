// GRPO done right (Liu et al., arXiv 2503.20783): no division that favours short wrong answers or
// easy and hard prompts.
//
// Credit   A_i = r_i - mean r, over the group of one prompt.
// Loss     - sum over tokens of min(rho A, clip(rho, 1 ± epsilon) A), divided by the number of
//          sequences times max_completion_length, a constant.
#include "algorithms/catalog.h"
#include "algorithms/credit.h"
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct DrGrpoConfig {
  LossOptions loss{.loss_type = "dr_grpo"};

  template <class Visitor>
  void fields(Visitor& visit) {
    loss.fields(visit);
  }
  void validate(config::Problems& problems) const { loss.validate(problems); }
};

class DrGrpo final : public PolicyGradient {
 public:
  explicit DrGrpo(const DrGrpoConfig& config) : PolicyGradient(config.loss, config.loss.loss()) {}

  void assign_advantages(std::span<episodes::EpisodeGroup> groups) const override {
    for (const auto& [id, members] : usable_by_group(groups)) {
      const std::vector<double> credit = minus_mean(rewards_of(members));
      for (size_t i = 0; i < members.size(); ++i) give(*members[i], credit[i]);
    }
  }
};

}  // namespace

Entry dr_grpo() {
  return config::make_entry<Algorithm, DrGrpo, DrGrpoConfig>(
      "dr_grpo", "GRPO without its two divisions: no deviation, a constant token weight.");
}

}  // namespace dragoman::algorithms
