#include "evaluation/pareto.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::evaluation {
namespace {

struct Mean {
  double value = 0.0;
  double cost = 0.0;
};

Mean mean_of(const PricedSystem& system, std::span<const size_t> rows) {
  Mean mean;
  for (const size_t row : rows) {
    mean.value += system.values[row];
    mean.cost += system.costs[row];
  }
  const auto count = static_cast<double>(rows.size());
  return {mean.value / count, mean.cost / count};
}

double share_of_prices(const PriceQuestion& question, size_t system, std::span<const size_t> rows) {
  constexpr double kEqual = 1e-12;
  const std::vector<double>& prices = question.prices;
  std::vector<Mean> means;
  for (const PricedSystem& one : question.systems) means.push_back(mean_of(one, rows));
  const auto best_at = [&](double price) {
    const auto worth = [&](const Mean& mean) { return mean.value - price * mean.cost; };
    return std::all_of(means.begin(), means.end(), [&](const Mean& other) {
      return worth(means[system]) >= worth(other) - kEqual;
    });
  };
  return static_cast<double>(std::count_if(prices.begin(), prices.end(), best_at)) /
         static_cast<double>(prices.size());
}

}  // namespace

std::vector<double> price_grid(double highest, int64_t points) {
  DRAGOMAN_CHECK(points >= 2, "a grid has two ends");
  std::vector<double> prices;
  for (int64_t i = 0; i < points; ++i)
    prices.push_back(highest * static_cast<double>(i) / static_cast<double>(points - 1));
  return prices;
}

PriceShare best_share(const PriceQuestion& question, size_t system, std::span<const size_t> rows) {
  const int64_t resamples = question.resamples;
  DRAGOMAN_CHECK(!rows.empty() && resamples > 0, "a share of something");
  Rng rng = question.rng;
  std::vector<double> shares;
  std::vector<size_t> drawn(rows.size());
  for (int64_t i = 0; i < resamples; ++i) {
    for (size_t& row : drawn) row = rows[rng.below(rows.size())];
    shares.push_back(share_of_prices(question, system, drawn));
  }
  std::sort(shares.begin(), shares.end());
  const auto cut = static_cast<size_t>(static_cast<double>(resamples) * 0.025);
  return {share_of_prices(question, system, rows), shares[cut], shares[shares.size() - 1 - cut]};
}

}  // namespace dragoman::evaluation
