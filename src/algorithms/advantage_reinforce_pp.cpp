// REINFORCE++ (Hu et al., arXiv 2501.03262): the batch is the baseline.
//
//   A_{i,t} = r_i - KL from token t on, then brought to mean 0 and deviation 1 over all sampled
//             tokens of the step. A group of equal rewards still gets credit. With group_baseline
//             (REINFORCE++-baseline) r_i loses its group's mean first.
//
// Departure: std_epsilon is 1e-4 rather than 1e-8, so noise in equal rewards stays small.
#include "algorithms/advantage.h"
#include "algorithms/credit.h"

namespace dragoman::algorithms::advantage {
namespace {

struct ReinforcePpOptions {
  bool group_baseline = false;
  double std_epsilon = 1e-4;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("group_baseline", group_baseline, "take the group's mean off each reward first");
    visit("std_epsilon", std_epsilon, "added to the deviation of the step", config::above(0.0));
  }
};

class ReinforcePp final : public AdvantageEstimator {
 public:
  explicit ReinforcePp(const ReinforcePpOptions& options) : options_(options) {}

  void assign(const Earnings& earnings) const override {
    std::vector<double> returns;  // of every sampled token of the step
    for (const auto& [id, group] : earnings) {
      std::vector<double> rewards;
      for (const Earning& one : group) rewards.push_back(one.reward);
      if (options_.group_baseline) rewards = minus_mean(rewards);
      for (size_t i = 0; i < group.size(); ++i)
        for (const double kl : group[i].kl_to_go) returns.push_back(rewards[i] - kl);
    }
    give_tokens(earnings, standardized(returns, options_.std_epsilon));
  }

 private:
  ReinforcePpOptions options_;
};

}  // namespace

Entry reinforce_plus_plus() {
  return config::make_entry<AdvantageEstimator, ReinforcePp, ReinforcePpOptions>(
      "reinforce_plus_plus", "Token by token, normalised over the whole step.");
}

}  // namespace dragoman::algorithms::advantage
