#include "items/fidelity.h"

#include <cmath>

#include "base/error.h"

namespace dragoman::items {
namespace {

constexpr int kBisections = 60;

// The probability of at least `count` successes in `trials`, each of probability `p`: summed over
// the tail that is away from the mode, where terms only fall.
double at_least(int64_t count, int64_t trials, double p) {
  if (count <= 0 || p >= 1) return 1;
  if (p <= 0) return 0;
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(count);
  if (k <= p * n) return 1 - at_least(trials - count + 1, trials, 1 - p);
  double term = std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                         k * std::log(p) + (n - k) * std::log1p(-p));
  double sum = 0;
  for (int64_t i = count; i <= trials && term > sum * 1e-17; ++i) {
    sum += term;
    term *= static_cast<double>(trials - i) / static_cast<double>(i + 1) * p / (1 - p);
  }
  return sum < 1 ? sum : 1;
}

// The p at which at_least(count) is `probability`.
double solved(int64_t count, int64_t trials, double probability) {
  double low = 0, high = 1;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    (at_least(count, trials, middle) < probability ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

Share fidelity(int64_t equivalent, int64_t audited, double level) {
  if (equivalent < 0 || equivalent > audited || audited > 10'000'000)
    throw_input("{} of {} items: no share of an audit", equivalent, audited);
  if (!(level > 0 && level < 1)) throw_input("a confidence level lies between 0 and 1: {}", level);
  if (audited == 0) return {};
  const double tail = (1 - level) / 2;
  Share share;
  share.value = static_cast<double>(equivalent) / static_cast<double>(audited);
  share.low = equivalent == 0 ? 0 : solved(equivalent, audited, tail);
  share.high = equivalent == audited ? 1 : solved(equivalent + 1, audited, 1 - tail);
  return share;
}

}  // namespace dragoman::items
