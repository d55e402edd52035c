#include "training/scales.h"

#include <cmath>
#include <vector>

namespace dragoman::training {
namespace {

constexpr double kScale = 10.0;
constexpr double kShift = 3.0;
constexpr double kSame = 0.01;  // what the algorithms add to a deviation moves them by less

episodes::Episode episode_of(int64_t group, double reward) {
  episodes::Episode episode;
  episode.tokens = {1, 2};
  episode.spans = {{episodes::SpanKind::kPrompt, 0, 1, 0}, {episodes::SpanKind::kSampled, 1, 2, 0}};
  for (auto* logprobs :
       {&episode.behaviour_logprobs, &episode.old_logprobs, &episode.reference_logprobs})
    *logprobs = {-1.0F};
  episode.values = {0.0F};
  episode.group = group;
  episode.reward = reward;
  return episode;
}

// Of two groups of equal rewards, the second one's moved.
std::vector<float> advantages(const algorithms::Algorithm& algorithm, double scale, double shift) {
  std::vector<episodes::EpisodeGroup> groups(2);
  for (const double reward : {0.0, 0.3, 0.5, 1.0}) {
    groups[0].push_back(episode_of(0, reward));
    groups[1].push_back(episode_of(1, scale * reward + shift));
  }
  algorithm.assign_advantages(groups);
  std::vector<float> found;
  for (const episodes::EpisodeGroup& group : groups)
    for (const episodes::Episode& episode : group) found.push_back(episode.advantages.front());
  return found;
}

}  // namespace

bool keeps_scales_apart(const algorithms::Algorithm& algorithm) {
  const std::vector<float> plain = advantages(algorithm, 1.0, 0.0);
  const std::vector<float> moved = advantages(algorithm, kScale, kShift);
  for (size_t i = 0; i < plain.size(); ++i)
    if (std::abs(plain[i] - moved[i]) > kSame) return false;
  return true;
}

}  // namespace dragoman::training
