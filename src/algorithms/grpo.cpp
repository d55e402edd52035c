// Group-relative policy optimisation (DeepSeekMath, arXiv 2402.03300).
//
// Credit   A_i = (r_i - mean r) / (std r + std_epsilon), over the group of one prompt.
// Loss     - mean of min(rho A, clip(rho, 1 - epsilon, 1 + epsilon_high) A) + beta * KL.
//
// The defaults depart from the paper; the key in brackets undoes it. As in DAPO (2503.14476) all
// tokens of the step weigh the same (loss_type = "grpo" is a mean per sequence) and the upper clip
// is wider (epsilon_high = 0.2); a negative advantage stops at ratio 3 (delta = "none"); the KL is
// weak (beta = 0.04); groups whose rewards hardly differ get no credit (min_reward_std = 0).
#include "algorithms/catalog.h"
#include "algorithms/credit.h"
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct GrpoConfig {
  LossOptions loss{.epsilon_high = 0.28, .delta = 3.0, .beta = 0.001, .loss_type = "dapo"};
  std::string scale_rewards = "group";
  double std_epsilon = 1e-4;
  double min_reward_std = 1e-3;

  template <class Visitor>
  void fields(Visitor& visit) {
    loss.fields(visit);
    visit("scale_rewards", scale_rewards, "whose deviation divides an advantage",
          config::OneOf{{"group", "batch", "none"}});
    visit("std_epsilon", std_epsilon, "added to that deviation", config::above(0.0));
    visit("min_reward_std", min_reward_std, "a group whose rewards deviate less gets no credit",
          config::at_least(0.0));
  }
  void validate(config::Problems& problems) const { loss.validate(problems); }
};

class Grpo final : public PolicyGradient {
 public:
  explicit Grpo(const GrpoConfig& config)
      : PolicyGradient(config.loss, config.loss.loss()), config_(config) {}

  void assign_advantages(std::span<episodes::EpisodeGroup> groups) const override {
    const auto by_group = usable_by_group(groups);
    const double batch_std = std_of_all(by_group);
    for (const auto& [id, members] : by_group) {
      const std::vector<double> rewards = rewards_of(members);
      const double group_std = spread_of(rewards).std;
      const double divisor = divisor_of(group_std, batch_std);
      const std::vector<double> credit = minus_mean(rewards);
      for (size_t i = 0; i < members.size(); ++i) {
        give(*members[i], group_std < config_.min_reward_std ? 0.0 : credit[i] / divisor);
      }
    }
  }

 private:
  static double std_of_all(const std::map<int64_t, Members>& by_group) {
    std::vector<double> all;
    for (const auto& [id, members] : by_group) {
      const std::vector<double> rewards = rewards_of(members);
      all.insert(all.end(), rewards.begin(), rewards.end());
    }
    return spread_of(all).std;
  }

  double divisor_of(double group_std, double batch_std) const {
    if (config_.scale_rewards == "none") return 1.0;
    return (config_.scale_rewards == "batch" ? batch_std : group_std) + config_.std_epsilon;
  }

  GrpoConfig config_;
};

}  // namespace

Entry grpo() {
  return config::make_entry<Algorithm, Grpo, GrpoConfig>(
      "grpo", "Rewards against the mean and deviation of their group, clipped token ratios.");
}

}  // namespace dragoman::algorithms
