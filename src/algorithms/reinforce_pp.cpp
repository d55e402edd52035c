// REINFORCE++ (Hu et al., arXiv 2501.03262): PPO's clipped loss without a critic.
//
// Credit   A_{i,t} = r_i - beta * sum over u >= t of KL_{i,u}, then brought to mean 0 and
//          deviation 1 over all sampled tokens of the step. A group of equal rewards still gets
//          credit: there is no group mean. With group_baseline (REINFORCE++-baseline) r_i loses
//          its group's mean first.
// Loss     - mean over sequences and their tokens of min(rho A, clip(rho, 1 ± epsilon) A).
//
// Departure: std_epsilon is 1e-4 rather than 1e-8, so noise in equal rewards stays small.
#include "algorithms/catalog.h"
#include "algorithms/credit.h"
#include "algorithms/policy_gradient.h"
#include "algorithms/reward_kl.h"

namespace dragoman::algorithms {
namespace {

struct ReinforcePpConfig {
  LossOptions loss{.beta = 0.001, .kl_estimator = "k1", .loss_type = "grpo"};
  bool group_baseline = false;
  double std_epsilon = 1e-4;

  template <class Visitor>
  void fields(Visitor& visit) {
    loss.fields(visit);
    visit("group_baseline", group_baseline, "take the group's mean off each reward first");
    visit("std_epsilon", std_epsilon, "added to the deviation of the step", config::above(0.0));
  }
  void validate(config::Problems& problems) const { loss.validate(problems); }
};

class ReinforcePp final : public PolicyGradient {
 public:
  explicit ReinforcePp(const ReinforcePpConfig& config)
      : PolicyGradient(config.loss, without_kl(config.loss.loss())), config_(config) {}

  void assign_advantages(std::span<episodes::EpisodeGroup> groups) const override {
    Members all;
    std::vector<double> returns;  // of every sampled token of the step
    for (const auto& [id, members] : usable_by_group(groups)) {
      const std::vector<double> rewards =
          config_.group_baseline ? minus_mean(rewards_of(members)) : rewards_of(members);
      for (size_t i = 0; i < members.size(); ++i) {
        for (const double kl : reward_kl_to_go(config_.loss, *members[i])) {
          returns.push_back(rewards[i] - kl);
        }
        all.push_back(members[i]);
      }
    }
    const std::vector<double> credit = standardized(returns, config_.std_epsilon);
    auto next = credit.begin();
    for (episodes::Episode* episode : all) {
      const auto last = next + episode->sampled_count();
      episode->advantages.assign(next, last);
      next = last;
    }
  }

 private:
  ReinforcePpConfig config_;
};

}  // namespace

Entry reinforce_pp() {
  return config::make_entry<Algorithm, ReinforcePp, ReinforcePpConfig>(
      "reinforce_pp", "Credit normalised over all tokens of the step, KL in the reward.");
}

}  // namespace dragoman::algorithms
