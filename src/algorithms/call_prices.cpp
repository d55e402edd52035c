// One line a price; each is a file of its own (call_price_*.cpp).
#include <algorithm>
#include <numeric>

#include "algorithms/call_price.h"

#define FOR_EACH_PRICE(X) \
  X(flat)                 \
  X(confidence)           \
  X(correct)              \
  X(advantage)            \
  X(decision)             \
  X(boundary)             \
  X(fewest)

namespace dragoman::algorithms {

std::vector<double> successes(const Attempts& group, bool called) {
  std::vector<double> all;
  for (const Attempt& attempt : group)
    if ((attempt.calls > 0) == called) all.push_back(attempt.correct);
  return all;
}

double native_success(const Attempts& group, const Belief& belief, double kappa) {
  const std::vector<double> native = successes(group, false);
  const double count = static_cast<double>(native.size()) + kappa;
  if (count == 0.0) return belief.native;
  return std::accumulate(native.begin(), native.end(), kappa * belief.native) / count;
}

double answers_natively(const Attempts& group, const Belief& belief, double kappa, double tau) {
  const std::vector<double> native = successes(group, false);
  const bool any = std::any_of(native.begin(), native.end(), [](double a) { return a > 0.0; });
  return any && native_success(group, belief, kappa) >= tau ? 1.0 : 0.0;
}

std::vector<double> charged(const Attempts& group, double cost_coef, double gate) {
  std::vector<double> rewards;
  for (const Attempt& attempt : group)
    rewards.push_back(attempt.correct - cost_coef * gate * attempt.cost);
  return rewards;
}

}  // namespace dragoman::algorithms

namespace dragoman::algorithms::call_price {

#define DECLARE(name) Entry name();
FOR_EACH_PRICE(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("call price", {FOR_EACH_PRICE(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::algorithms::call_price
