// Credit against a critic, and what the critic learns.
#include <gtest/gtest.h>

#include <cmath>

#include "algorithms/steps_for_tests.h"
#include "algorithms/value_loss.h"

namespace dragoman::algorithms {
namespace {

// A_t as the sum it is defined by, every delta from scratch.
double by_definition(const Episode& episode, double beta, double gamma, double lam, size_t t) {
  const size_t count = episode.values.size();
  const auto delta = [&](size_t k) {
    double reward = k + 1 == count ? episode.reward : 0.0;
    reward -= beta * (double{episode.old_logprobs[k]} - episode.reference_logprobs[k]);
    const double next = k + 1 == count ? 0.0 : episode.values[k + 1];
    return reward + gamma * next - episode.values[k];
  };
  double sum = 0.0;
  for (size_t k = t; k < count; ++k)
    sum += std::pow(gamma * lam, static_cast<double>(k - t)) * delta(k);
  return sum;
}

TEST(Gae, EqualsItsDefinition) {
  for (const auto& [gamma, lam] : {std::pair{1.0, 0.95}, {0.9, 0.5}, {1.0, 0.0}, {1.0, 1.0}}) {
    std::vector<EpisodeGroup> groups = random_groups(11);
    algorithm("ppo", fmt::format("gamma = {}\nlam = {}\nbeta = 0.07\nwhiten_advantages = false",
                                 gamma, lam))
        ->assign_advantages(groups);
    for (const EpisodeGroup& group : groups)
      for (const Episode& episode : group)
        for (size_t t = 0; t < episode.values.size(); ++t) {
          const double expected = by_definition(episode, 0.07, gamma, lam, t);
          EXPECT_NEAR(episode.advantages[t], expected, 1e-6);
          EXPECT_NEAR(episode.returns[t], expected + episode.values[t], 1e-6);
        }
  }
}

TEST(Gae, WhitensOverTheWholeStep) {
  std::vector<EpisodeGroup> groups = random_groups(12);
  algorithm("ppo")->assign_advantages(groups);
  std::vector<double> all;
  for (const EpisodeGroup& group : groups)
    for (const Episode& episode : group)
      all.insert(all.end(), episode.advantages.begin(), episode.advantages.end());
  const Moments found = moments(all);
  EXPECT_NEAR(found.mean, 0.0, 1e-6);
  EXPECT_NEAR(found.std, 1.0, 1e-3);
}

// A critic that expects exactly what comes leaves nothing to be credited.
TEST(Gae, APerfectCriticLeavesNoCredit) {
  std::vector<EpisodeGroup> groups{group_with(1, {0.3, 0.9})};
  for (Episode& episode : groups[0]) {
    episode.reference_logprobs = episode.behaviour_logprobs;
    episode.values.assign(static_cast<size_t>(episode.sampled_count()),
                          static_cast<float>(episode.reward));
  }
  algorithm("ppo", "beta = 0.0\nwhiten_advantages = false")->assign_advantages(groups);
  for (const Episode& episode : groups[0])
    for (const float advantage : episode.advantages) EXPECT_NEAR(advantage, 0.0F, 1e-7);
}

struct Valued {
  episodes::PolicyBatch batch;
  episodes::TokenQuantities current;
};

Valued random_values(uint64_t seed) {
  Rng rng(seed);
  const std::vector<Sequence> sequences = random_sequences(rng, {4, 2, 7});
  const Batch made = batch_of(sequences, Aggregation::kTokenMean, counts_of(sequences));
  Valued valued{made.batch, made.current};
  for (size_t t = 0; t < valued.batch.tokens.size(); ++t) {
    valued.batch.values.push_back(static_cast<float>(rng.normal()));
    valued.batch.returns.push_back(static_cast<float>(rng.normal()));
    valued.current.value.push_back(valued.batch.values[t] + static_cast<float>(0.4 * rng.normal()));
  }
  return valued;
}

TEST(ValueLoss, EqualsItsDefinitionAndHasItsSlopes) {
  const ValueLoss loss{.vf_coef = 0.3, .cliprange_value = 0.2};
  Valued given = random_values(13);
  const LossReport report = loss(given.batch, given.current);
  double expected = 0.0;
  for (size_t t = 0; t < given.batch.tokens.size(); ++t) {
    if (given.batch.predicted[t] == 0) {
      EXPECT_EQ(report.gradients.value[t], 0.0F);
      continue;
    }
    const double value = given.current.value[t];
    const double old = given.batch.values[t];
    const double target = given.batch.returns[t];
    const double plain = std::pow(value - target, 2);
    const double clipped = std::pow(std::min(std::max(value, old - 0.2), old + 0.2) - target, 2);
    expected += 0.3 * given.batch.weights[t] * 0.5 * std::max(plain, clipped);
    if (std::abs(plain - clipped) < 1e-2 && plain != clipped) continue;  // near the bend
    constexpr float kStep = 1.0F / 1024.0F;
    const auto at = [&](float moved) {
      Valued other = given;
      other.current.value[t] += moved;
      return loss(other.batch, other.current).loss;
    };
    EXPECT_NEAR(report.gradients.value[t], (at(kStep) - at(-kStep)) / (2.0 * kStep), 1e-4);
  }
  EXPECT_NEAR(report.loss, expected, 1e-6);
}

}  // namespace
}  // namespace dragoman::algorithms
