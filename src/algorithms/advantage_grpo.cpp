// Rewards against their group (DeepSeekMath, arXiv 2402.03300).
//
//   A_i = (r_i - mean r) / (std r + std_epsilon), over the group of one prompt
//   Dr.GRPO (2503.20783): scale_rewards = "none" leaves the division out
//   TIC-GRPO (2508.02833): divide_by_length takes r_i / L_i for r_i, which favours short answers
//         even among equal rewards
#include "algorithms/advantage.h"
#include "algorithms/credit.h"

namespace dragoman::algorithms::advantage {
namespace {

struct GrpoOptions {
  std::string scale_rewards = "group";
  double std_epsilon = 1e-4;
  double min_reward_std = 1e-3;
  bool divide_by_length = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("scale_rewards", scale_rewards, "whose deviation divides an advantage",
          config::OneOf{{"group", "batch", "none"}});
    visit("std_epsilon", std_epsilon, "added to that deviation", config::above(0.0));
    visit("min_reward_std", min_reward_std, "a group whose rewards deviate less gets no credit",
          config::at_least(0.0));
    visit("divide_by_length", divide_by_length, "rewards are divided by their answer's tokens");
  }
};

class Grpo final : public AdvantageEstimator {
 public:
  explicit Grpo(const GrpoOptions& options) : options_(options) {}

  void assign(const Earnings& earnings) const override {
    std::vector<double> all;
    for (const auto& [id, group] : earnings) {
      const std::vector<double> rewards = rewards_of(group);
      all.insert(all.end(), rewards.begin(), rewards.end());
    }
    const double batch_std = spread_of(all).std;
    for (const auto& [id, group] : earnings) {
      const std::vector<double> rewards = rewards_of(group);
      const double group_std = spread_of(rewards).std;
      const std::vector<double> credit = minus_mean(rewards);
      for (size_t i = 0; i < group.size(); ++i)
        give(*group[i].episode, group_std < options_.min_reward_std
                                    ? 0.0
                                    : credit[i] / divisor_of(group_std, batch_std));
    }
  }

 private:
  std::vector<double> rewards_of(const std::vector<Earning>& group) const {
    std::vector<double> rewards;
    for (const Earning& one : group) {
      const auto length = static_cast<double>(one.episode->sampled_count());
      rewards.push_back(options_.divide_by_length && length > 0.0 ? one.total() / length
                                                                  : one.total());
    }
    return rewards;
  }

  double divisor_of(double group_std, double batch_std) const {
    if (options_.scale_rewards == "none") return 1.0;
    return (options_.scale_rewards == "batch" ? batch_std : group_std) + options_.std_epsilon;
  }

  GrpoOptions options_;
};

}  // namespace

Entry grpo() {
  return config::make_entry<AdvantageEstimator, Grpo, GrpoOptions>(
      "grpo", "Rewards less their group's mean, over its deviation.");
}

}  // namespace dragoman::algorithms::advantage
