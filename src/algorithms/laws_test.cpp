// Laws that hold for every algorithm of the catalogue.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "algorithms/steps_for_tests.h"

namespace dragoman::algorithms {
namespace {

class EveryAlgorithm : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<Algorithm> made_ = algorithm(GetParam());
};

TEST_P(EveryAlgorithm, GivesEverySampledTokenOfEveryUsableEpisodeAFiniteAdvantage) {
  std::vector<EpisodeGroup> groups = random_groups(1);
  groups[1][0].status = episodes::Status::kFailed;
  made_->assign_advantages(groups);
  for (const EpisodeGroup& group : groups) {
    for (const Episode& episode : group) {
      const auto expected = episode.usable() ? static_cast<size_t>(episode.sampled_count()) : 0U;
      ASSERT_EQ(episode.advantages.size(), expected);
      for (const float advantage : episode.advantages) EXPECT_TRUE(std::isfinite(advantage));
    }
  }
}

TEST_P(EveryAlgorithm, GivesTheSameCreditToShuffledSamples) {
  std::vector<EpisodeGroup> groups = random_groups(2);
  int64_t row = 0;
  std::vector<Episode> all;
  for (EpisodeGroup& group : groups) {
    for (Episode& episode : group) {
      episode.labels.row = row++;
      all.push_back(episode);
    }
  }
  Rng(3).shuffle(all);
  std::vector<EpisodeGroup> shuffled{{all.begin(), all.begin() + 7}, {all.begin() + 7, all.end()}};
  made_->assign_advantages(groups);
  made_->assign_advantages(shuffled);
  std::map<int64_t, std::vector<float>> expected;
  for (const EpisodeGroup& group : groups) {
    for (const Episode& episode : group) expected[episode.labels.row] = episode.advantages;
  }
  for (const EpisodeGroup& group : shuffled) {
    for (const Episode& episode : group) {
      EXPECT_EQ(episode.advantages, expected.at(episode.labels.row));
    }
  }
}

TEST_P(EveryAlgorithm, TreatsAFailedRewardAsMissing) {
  const std::vector<EpisodeGroup> clean = random_groups(4);
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity(), -HUGE_VAL}) {
    std::vector<EpisodeGroup> expected = clean;
    std::vector<EpisodeGroup> poisoned = clean;
    Episode episode = clean[2][0];
    episode.reward = bad;
    poisoned[2].insert(poisoned[2].begin() + 1, episode);
    made_->assign_advantages(expected);
    made_->assign_advantages(poisoned);
    EXPECT_FALSE(poisoned[2][1].usable());
    EXPECT_TRUE(poisoned[2][1].advantages.empty());
    poisoned[2].erase(poisoned[2].begin() + 1);
    for (size_t g = 0; g < clean.size(); ++g) {
      for (size_t i = 0; i < clean[g].size(); ++i) {
        EXPECT_EQ(poisoned[g][i].advantages, expected[g][i].advantages);
      }
    }
  }
}

TEST_P(EveryAlgorithm, StaysBoundedForOneOutlierAndForNoise) {
  for (const double other : {0.0, 0.95 - 1e-7}) {
    std::vector<EpisodeGroup> groups{
        group_with(1, {other, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95})};
    for (Episode& episode : groups[0]) {
      episode.reference_logprobs = episode.behaviour_logprobs;
      episode.values.assign(static_cast<size_t>(episode.sampled_count()), 0.0F);
    }
    made_->assign_advantages(groups);
    for (const Episode& episode : groups[0]) {
      for (const float advantage : episode.advantages) EXPECT_LT(std::abs(advantage), 6.1F);
    }
  }
}

// Constants under a stop-gradient are no part of a value that differences could measure.
bool is_a_function(const std::string& name) { return name != "cispo" && name != "gspo_token"; }

TEST_P(EveryAlgorithm, HasTheSlopesItReports) {
  if (!is_a_function(GetParam())) return;
  Rng rng(6);
  const std::vector<Sequence> sequences = random_sequences(rng, {2, 5, 3});
  Batch made = batch_of(sequences, made_->aggregation(), counts_of(sequences));
  const LossReport report = made_->loss(made.batch, made.current);
  EXPECT_TRUE(std::isfinite(report.loss));
  for (size_t t = 0; t < made.batch.tokens.size(); ++t) {
    const double ratio = std::exp(made.current.logprob[t] - made.batch.old_logprobs[t]);
    if (std::abs(ratio - 0.8) < 5e-3 || std::abs(ratio - 1.2) < 5e-3) continue;
    if (std::abs(ratio - 1.28) < 5e-3) continue;
    const float kept = made.current.logprob[t];
    made.current.logprob[t] = kept + 1e-3F;
    const double above = made.current.logprob[t];
    const double loss_above = made_->loss(made.batch, made.current).loss;
    made.current.logprob[t] = kept - 1e-3F;
    const double below = made.current.logprob[t];
    const double slope =
        (loss_above - made_->loss(made.batch, made.current).loss) / (above - below);
    made.current.logprob[t] = kept;
    EXPECT_NEAR(report.gradients.logprob[t], slope, 1e-5 * (1.0 + std::abs(slope)));
  }
}

TEST_P(EveryAlgorithm, ReadsAReferenceOnlyWhenItsKlIsOn) {
  EXPECT_FALSE(algorithm(GetParam(), "beta = 0.0")->needs_reference());
  EXPECT_TRUE(algorithm(GetParam(), "beta = 0.1")->needs_reference());
  std::vector<EpisodeGroup> groups = random_groups(7);
  for (EpisodeGroup& group : groups) {
    for (Episode& episode : group) episode.reference_logprobs.clear();
  }
  algorithm(GetParam(), "beta = 0.0")->assign_advantages(groups);
  EXPECT_FALSE(groups[0][0].advantages.empty());
}

TEST_P(EveryAlgorithm, RaisesTheAdvantageWhereThePoliciesAgree) {
  Rng rng(8);
  std::vector<Sequence> sequences = random_sequences(rng, {3, 6});
  for (Sequence& sequence : sequences) {
    sequence.logprob = sequence.old = sequence.behaviour = sequence.reference;
    sequence.advantage.assign(sequence.advantage.size(), sequence.advantage.front());
  }
  const Batch made = batch_of(sequences, made_->aggregation(), counts_of(sequences));
  const LossReport report = made_->loss(made.batch, made.current);
  for (size_t t = 0; t < made.batch.tokens.size(); ++t) {
    if (made.batch.predicted[t] == 0) continue;
    // With one advantage an answer, a sequence's ratio shares it out as a token's does.
    const size_t first = t < 4 ? 1 : 5;
    const double length = t < 4 ? 3.0 : 6.0;
    const bool whole = GetParam() == "tic_grpo" || GetParam() == "fspo";
    EXPECT_NEAR(report.gradients.logprob[t],
                -made.batch.weights[t] * made.batch.advantages[first] * (whole ? length : 1.0),
                1e-6);
  }
}

TEST_P(EveryAlgorithm, TakesBackWhatItsControllersLearned) {
  const std::string options =
      "beta = 0.1\ntarget_kl = 0.05\nentropy_coef = 0.01\nentropy_target = 1.0";
  const auto first = algorithm(GetParam(), options);
  for (const double kl : {0.2, 0.1, 0.3})
    first->observe({{"kl", kl},
                    {"entropy", 2.0 * kl},
                    {"importance_ratio/log_variance_per_token", 1e-3 * kl}});
  EXPECT_GT(first->log().at("beta"), 0.1);
  EXPECT_GT(first->log().at("entropy_coef"), 0.01);
  const auto resumed = algorithm(GetParam(), options);
  resumed->set_state(first->state());
  EXPECT_EQ(resumed->state(), first->state());
  EXPECT_EQ(resumed->log(), first->log());
}

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& row : catalog().rows()) found.emplace_back(row.name);
  return found;
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryAlgorithm, testing::ValuesIn(names()),
                         [](const auto& entry) { return entry.param; });

TEST(GroupBaselines, GiveFlatGroupsExactlyNothing) {
  for (const char* name : {"grpo", "dr_grpo", "dapo", "gspo", "fspo", "rloo", "reinforce"}) {
    for (const int64_t size : {3, 5, 7}) {
      for (const char* options : {"", "min_reward_std = 0.0", "normalize_advantages = true"}) {
        const bool of_grpo = std::string(options).starts_with("min");
        const bool of_rloo = std::string(options).starts_with("norm");
        if ((of_grpo && std::string(name) != "grpo") || (of_rloo && std::string(name) != "rloo")) {
          continue;
        }
        std::vector<EpisodeGroup> groups{
            group_with(1, std::vector<double>(static_cast<size_t>(size), 0.7))};
        for (Episode& episode : groups[0]) episode.reference_logprobs = episode.behaviour_logprobs;
        algorithm(name, options)->assign_advantages(groups);
        for (const Episode& episode : groups[0]) {
          for (const float advantage : episode.advantages) EXPECT_EQ(advantage, 0.0F) << name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace dragoman::algorithms
