// Leave-one-out baselines (Ahmadian et al., arXiv 2402.14740).
//
//   A_i = r_i - mean of the other rewards of the group
#include "algorithms/advantage.h"
#include "algorithms/credit.h"

namespace dragoman::algorithms::advantage {
namespace {

struct RlooOptions {
  bool normalize_advantages = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("normalize_advantages", normalize_advantages,
          "bring the advantages of a step to mean 0 and deviation 1");
  }
};

class Rloo final : public AdvantageEstimator {
 public:
  explicit Rloo(const RlooOptions& options) : options_(options) {}

  void assign(const Earnings& earnings) const override {
    constexpr double kStdEpsilon = 1e-4;
    std::vector<episodes::Episode*> all;
    std::vector<double> credit;
    for (const auto& [id, group] : earnings) {
      std::vector<double> rewards;
      for (const Earning& one : group) {
        rewards.push_back(one.total());
        all.push_back(one.episode);
      }
      const std::vector<double> of_group = minus_mean_of_others(rewards);
      credit.insert(credit.end(), of_group.begin(), of_group.end());
    }
    if (options_.normalize_advantages) credit = standardized(credit, kStdEpsilon);
    for (size_t i = 0; i < all.size(); ++i) give(*all[i], credit[i]);
  }

 private:
  RlooOptions options_;
};

}  // namespace

Entry rloo() {
  return config::make_entry<AdvantageEstimator, Rloo, RlooOptions>(
      "rloo", "Rewards less the mean of their group's others.");
}

}  // namespace dragoman::algorithms::advantage
