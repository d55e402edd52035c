// Generalised advantage estimation (Schulman et al., arXiv 1506.02438) over the sampled tokens of
// an answer, whose reward comes with the last one.
//
//   delta_t = r_t + gamma V_{t+1} - V_t,   A_t = sum over k of (gamma lam)^k delta_{t+k}
//
// V_t is the critic's value of the state in which token t was chosen, 0 after the last; r_t is what
// the KL takes off at t. A_t + V_t is what the critic learns. A group of equal rewards still gets
// credit. With whiten_advantages they are brought to mean 0 and deviation 1 over the step (TRL).
#include "algorithms/advantage.h"
#include "algorithms/credit.h"
#include "base/error.h"

namespace dragoman::algorithms::advantage {
namespace {

struct GaeOptions {
  double gamma = 1.0;
  double lam = 0.95;
  bool whiten_advantages = true;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("gamma", gamma, "what a later token's reward is worth now", config::Range{0.0, 1.0});
    visit("lam", lam, "1: rewards alone count; 0: only what the critic expects next",
          config::Range{0.0, 1.0});
    visit("whiten_advantages", whiten_advantages, "bring them to mean 0 and deviation 1");
  }
};

class Gae final : public AdvantageEstimator {
 public:
  explicit Gae(const GaeOptions& options) : options_(options) {}

  bool needs_values() const override { return true; }

  void assign(const Earnings& earnings) const override {
    std::vector<double> all;
    for (const auto& [id, group] : earnings)
      for (const Earning& one : group) {
        const std::vector<double> advantages = estimate(one);
        all.insert(all.end(), advantages.begin(), advantages.end());
      }
    if (options_.whiten_advantages) all = standardized(all, kStdEpsilon);
    give_tokens(earnings, all);
  }

 private:
  static constexpr double kStdEpsilon = 1e-4;

  // Also fills the episode's returns.
  std::vector<double> estimate(const Earning& earning) const {
    episodes::Episode& episode = *earning.episode;
    const size_t count = earning.kl_to_go.size();
    DRAGOMAN_CHECK(episode.values.size() == count, "a critic values every sampled token");
    std::vector<double> advantages(count);
    episode.returns.resize(count);
    double later = 0.0;  // A_{t+1}
    double value = 0.0;  // V_{t+1}
    for (size_t t = count; t-- > 0;) {
      const bool last = t + 1 == count;
      const double kl = earning.kl_to_go[t] - (last ? 0.0 : earning.kl_to_go[t + 1]);
      const double reward = (last ? earning.reward : 0.0) - kl;
      const double delta = reward + options_.gamma * value - episode.values[t];
      later = delta + options_.gamma * options_.lam * later;
      value = episode.values[t];
      advantages[t] = later;
      episode.returns[t] = static_cast<float>(later + value);
    }
    return advantages;
  }

  GaeOptions options_;
};

}  // namespace

Entry gae() {
  return config::make_entry<AdvantageEstimator, Gae, GaeOptions>(
      "gae", "Against what a critic expected, token by token.");
}

}  // namespace dragoman::algorithms::advantage
