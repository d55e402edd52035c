// REINFORCE leave-one-out (Ahmadian et al., arXiv 2402.14740).
//
// Reward   r_i - beta * sum over tokens of KL(old || reference), estimated at the sampled tokens.
// Credit   A_i = r_i - mean of the other rewards of the group.
// Loss     - 1 / sequences * sum over tokens of A * logprob; the whole answer is one action.
//
// Departure, off by default: epsilon > 0 replaces A * logprob by the clipped token ratio, which
// several updates on one batch of rollouts need.
#include "algorithms/catalog.h"
#include "algorithms/credit.h"
#include "algorithms/policy_gradient.h"
#include "algorithms/reward_kl.h"

namespace dragoman::algorithms {
namespace {

struct RlooConfig {
  LossOptions loss{.epsilon = 0.0, .beta = 0.03, .kl_estimator = "k1", .loss_type = "rloo"};
  bool normalize_advantages = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    loss.fields(visit);
    visit("normalize_advantages", normalize_advantages,
          "bring the advantages of a step to mean 0 and deviation 1");
  }
  void validate(config::Problems& problems) const { loss.validate(problems); }
};

class Rloo final : public PolicyGradient {
 public:
  explicit Rloo(const RlooConfig& config)
      : PolicyGradient(config.loss, without_kl(config.loss.loss())), config_(config) {}

  void assign_advantages(std::span<episodes::EpisodeGroup> groups) const override {
    constexpr double kStdEpsilon = 1e-4;
    Members all;
    std::vector<double> credit;
    for (const auto& [id, members] : usable_by_group(groups)) {
      std::vector<double> rewards = rewards_of(members);
      for (size_t i = 0; i < members.size(); ++i) {
        rewards[i] -= penalty(*members[i]);
      }
      const std::vector<double> of_group = minus_mean_of_others(rewards);
      all.insert(all.end(), members.begin(), members.end());
      credit.insert(credit.end(), of_group.begin(), of_group.end());
    }
    if (config_.normalize_advantages) credit = standardized(credit, kStdEpsilon);
    for (size_t i = 0; i < all.size(); ++i) give(*all[i], credit[i]);
  }

 private:
  double penalty(const episodes::Episode& episode) const {
    const std::vector<double> to_go = reward_kl_to_go(config_.loss, episode);
    return to_go.empty() ? 0.0 : to_go.front();
  }

  RlooConfig config_;
};

}  // namespace

Entry rloo() {
  return config::make_entry<Algorithm, Rloo, RlooConfig>(
      "rloo", "REINFORCE with the mean of the other samples as baseline, KL in the reward.");
}

}  // namespace dragoman::algorithms
