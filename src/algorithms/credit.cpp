#include "algorithms/credit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"

namespace dragoman::algorithms {

Spread spread_of(std::span<const double> values) {
  Spread spread;
  if (values.empty()) return spread;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  spread.flat = sorted.front() == sorted.back();
  const auto count = static_cast<double>(sorted.size());
  spread.mean =
      spread.flat ? sorted.front() : std::accumulate(sorted.begin(), sorted.end(), 0.0) / count;
  if (spread.flat) return spread;
  double squares = 0.0;
  for (const double value : sorted) squares += (value - spread.mean) * (value - spread.mean);
  spread.std = std::sqrt(squares / (count - 1.0));
  return spread;
}

std::vector<double> minus_mean(std::span<const double> values) {
  const Spread spread = spread_of(values);
  std::vector<double> credit(values.size(), 0.0);
  if (spread.flat) return credit;
  for (size_t i = 0; i < values.size(); ++i) credit[i] = values[i] - spread.mean;
  return credit;
}

std::vector<double> minus_mean_of_others(std::span<const double> values) {
  std::vector<double> credit = minus_mean(values);
  if (values.size() < 2) return credit;
  const auto count = static_cast<double>(values.size());
  for (double& value : credit) value *= count / (count - 1.0);
  return credit;
}

std::vector<double> standardized(std::span<const double> values, double epsilon) {
  const double scale = spread_of(values).std + epsilon;
  std::vector<double> credit = minus_mean(values);
  for (double& value : credit) value = value == 0.0 ? 0.0 : value / scale;
  return credit;
}

std::map<int64_t, Members> usable_by_group(std::span<episodes::EpisodeGroup> groups) {
  std::map<int64_t, Members> found;
  for (episodes::EpisodeGroup& group : groups) {
    for (episodes::Episode& episode : group) {
      if (episode.usable() && !std::isfinite(episode.reward)) {
        episode.status = episodes::Status::kFailed;
        episode.why = "the reward is not a finite number";
      }
      episode.advantages.clear();
      if (episode.usable()) found[episode.group].push_back(&episode);
    }
  }
  return found;
}

std::vector<double> rewards_of(const Members& members) {
  std::vector<double> rewards;
  rewards.reserve(members.size());
  for (const episodes::Episode* member : members) rewards.push_back(member->reward);
  return rewards;
}

void give(episodes::Episode& episode, double advantage) {
  const auto count = static_cast<size_t>(episode.sampled_count());
  episode.advantages.assign(count, static_cast<float>(advantage));
}

}  // namespace dragoman::algorithms
