// One line an estimator; each is a file of its own (advantage_*.cpp).
#include "algorithms/advantage.h"

#define FOR_EACH_ESTIMATOR(X) \
  X(grpo)                     \
  X(rloo)                     \
  X(reinforce_plus_plus)      \
  X(gae)

namespace dragoman::algorithms {

void give_tokens(const Earnings& earnings, const std::vector<double>& advantages) {
  auto next = advantages.begin();
  for (const auto& [id, group] : earnings)
    for (const Earning& one : group) {
      const auto last = next + one.episode->sampled_count();
      one.episode->advantages.assign(next, last);
      next = last;
    }
}

}  // namespace dragoman::algorithms

namespace dragoman::algorithms::advantage {

#define DECLARE(name) Entry name();
FOR_EACH_ESTIMATOR(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("advantage estimator", {FOR_EACH_ESTIMATOR(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::algorithms::advantage
