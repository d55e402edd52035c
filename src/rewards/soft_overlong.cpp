// DAPO's soft overlong punishment (arXiv 2503.14476): 0 up to a buffer before the length limit,
// then down in a line to -1 at the limit, which an answer that was cut off has reached.
#include <algorithm>

#include "rewards/catalog.h"
#include "rewards/item_reward.h"

namespace dragoman::rewards {
namespace {

struct SoftOverlongConfig {
  double buffer = 0.25;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("buffer", buffer, "share of the limit over which the punishment grows",
          config::Range{0.0, 1.0, true});
  }
};

class SoftOverlong final : public ItemReward {
 public:
  explicit SoftOverlong(const SoftOverlongConfig& config) : config_(config) {}

 private:
  std::optional<double> score_one(const Judged& item) const override {
    if (item.limit <= 0) return std::nullopt;
    const auto limit = static_cast<double>(item.limit);
    const double buffer = config_.buffer * limit;
    const double beyond = static_cast<double>(item.length) - (limit - buffer);
    return -std::clamp(beyond / buffer, 0.0, 1.0);
  }

  SoftOverlongConfig config_;
};

}  // namespace

Entry soft_overlong() {
  return make_entry<SoftOverlong, SoftOverlongConfig>(
      "soft_overlong", "Score: 0, falling to -1 as an answer comes to the length limit.");
}

}  // namespace dragoman::rewards
