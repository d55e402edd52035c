// Which system is best at which price? A system earns a value on each row and causes a cost; at a
// price l it is worth U_l = mean value - l * mean cost. After Translate-R1 (Jayarao et al., arXiv
// 2606.06835, the share of the cost range in which a policy is Pareto-optimal).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"

namespace dragoman::evaluation {

struct PricedSystem {
  std::vector<double> values;  // [rows]
  std::vector<double> costs;   // [rows]
};

// Share of prices at which a system is the best, in [0, 1], and where 95 % of its bootstraps lie.
struct PriceShare {
  double share = 0.0;
  double low = 0.0;
  double high = 0.0;
};

// `points` prices from 0 to `highest`, equally far apart, both included; two or more.
std::vector<double> price_grid(double highest, int64_t points);

struct PriceQuestion {
  std::vector<PricedSystem> systems;
  std::vector<double> prices;
  int64_t resamples = 1000;
  Rng rng{0};
};

// Of systems[system], on these rows. Who is as good as the best is the best. Rows are resampled for
// all systems alike.
PriceShare best_share(const PriceQuestion& question, size_t system, std::span<const size_t> rows);

}  // namespace dragoman::evaluation
