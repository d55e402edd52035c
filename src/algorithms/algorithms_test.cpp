// Laws that hold for every algorithm of the catalogue, and each algorithm against its formula.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "algorithms/batches_for_tests.h"
#include "algorithms/catalog.h"
#include "base/error.h"
#include "config/recipe.h"

namespace dragoman::algorithms {
namespace {

using episodes::Episode;
using episodes::EpisodeGroup;

struct Choice {
  config::Part<Algorithm> algorithm;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", algorithm, "which algorithm", catalog());
  }
};

std::unique_ptr<Algorithm> algorithm(const std::string& name, const std::string& options = "") {
  return config::read_text<Choice>("name = \"" + name + "\"\n" + options).algorithm.make();
}

std::string error_of(const std::string& name, const std::string& options) {
  try {
    algorithm(name, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// Groups of unequal size and length, with old and reference logprobs of every sampled token.
std::vector<EpisodeGroup> random_groups(uint64_t seed) {
  Rng rng(seed);
  std::vector<EpisodeGroup> groups;
  for (int64_t id = 0; id < 4; ++id) {
    EpisodeGroup group;
    for (int64_t i = 0; i < 3 + id; ++i) {
      Episode episode = episode_with(id, rng.uniform(), 1 + static_cast<int64_t>(rng.below(6)));
      for (int64_t t = 0; t < episode.sampled_count(); ++t) {
        episode.old_logprobs.push_back(static_cast<float>(-2.0 * rng.uniform()));
        episode.reference_logprobs.push_back(static_cast<float>(-2.0 * rng.uniform()));
      }
      group.push_back(episode);
    }
    groups.push_back(group);
  }
  return groups;
}

void with_rewards(std::vector<EpisodeGroup>& groups, double reward) {
  for (EpisodeGroup& group : groups) {
    for (Episode& episode : group) {
      episode.reward = reward;
      episode.reference_logprobs = episode.old_logprobs;
    }
  }
}

// Sum of log-ratios between old and reference policy, from token `first` on.
double log_ratio_from(const Episode& episode, size_t first) {
  double sum = 0.0;
  for (size_t t = first; t < episode.old_logprobs.size(); ++t) {
    sum += static_cast<double>(episode.old_logprobs[t]) - episode.reference_logprobs[t];
  }
  return sum;
}

struct Moments {
  double mean = 0.0;
  double std = 0.0;
};

Moments moments(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Moments m;
  for (const double value : values) m.mean += value / n;
  for (const double value : values) m.std += (value - m.mean) * (value - m.mean) / (n - 1.0);
  m.std = std::sqrt(m.std);
  return m;
}

std::vector<double> rewards_in(const EpisodeGroup& group) {
  std::vector<double> rewards;
  for (const Episode& episode : group) rewards.push_back(episode.reward);
  return rewards;
}

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
    for (Episode& episode : groups[0]) episode.reference_logprobs = episode.behaviour_logprobs;
    made_->assign_advantages(groups);
    for (const Episode& episode : groups[0]) {
      for (const float advantage : episode.advantages) EXPECT_LT(std::abs(advantage), 6.1F);
    }
  }
}

TEST_P(EveryAlgorithm, HasTheSlopesItReports) {
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

TEST_P(EveryAlgorithm, RefusesADualClipInsideTheClip) {
  const std::string error = error_of(GetParam(), "epsilon = 0.2\nepsilon_high = 0.4\ndelta = 1.3");
  EXPECT_NE(error.find("delta"), std::string::npos) << error;
}

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& row : catalog().rows()) found.emplace_back(row.name);
  return found;
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryAlgorithm, testing::ValuesIn(names()),
                         [](const auto& entry) { return entry.param; });

TEST(GroupBaselines, GiveFlatGroupsExactlyNothing) {
  for (const char* name : {"grpo", "dr_grpo", "rloo"}) {
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

TEST(Grpo, DividesByTheDeviationOfTheGroup) {
  std::vector<EpisodeGroup> groups = random_groups(11);
  algorithm("grpo", "std_epsilon = 1e-4\nmin_reward_std = 0.0")->assign_advantages(groups);
  for (const EpisodeGroup& group : groups) {
    const Moments m = moments(rewards_in(group));
    for (const Episode& episode : group) {
      EXPECT_NEAR(episode.advantages.front(), (episode.reward - m.mean) / (m.std + 1e-4), 1e-6);
    }
  }
}

TEST(Grpo, ScalesByTheBatchOrNotAtAllWhenAsked) {
  std::vector<EpisodeGroup> by_batch = random_groups(12);
  std::vector<EpisodeGroup> plain = by_batch;
  algorithm("grpo", "scale_rewards = \"batch\"")->assign_advantages(by_batch);
  algorithm("grpo", "scale_rewards = \"none\"")->assign_advantages(plain);
  std::vector<double> all;
  for (const EpisodeGroup& group : plain) {
    for (const double reward : rewards_in(group)) all.push_back(reward);
  }
  const double std = moments(all).std;
  for (size_t g = 0; g < plain.size(); ++g) {
    const double mean = moments(rewards_in(plain[g])).mean;
    for (size_t i = 0; i < plain[g].size(); ++i) {
      EXPECT_NEAR(plain[g][i].advantages[0], plain[g][i].reward - mean, 1e-6);
      EXPECT_NEAR(by_batch[g][i].advantages[0], (plain[g][i].reward - mean) / (std + 1e-4), 1e-6);
    }
  }
}

TEST(Grpo, SkipsGroupsWithHardlyAnySpread) {
  std::vector<EpisodeGroup> groups{group_with(1, {0.5, 0.5005, 0.5}), group_with(2, {0.5, 0.6})};
  algorithm("grpo")->assign_advantages(groups);
  EXPECT_EQ(groups[0][1].advantages[0], 0.0F);
  EXPECT_NE(groups[1][1].advantages[0], 0.0F);
}

TEST(Grpo, DefaultsToTheVettedSettings) {
  const auto grpo = algorithm("grpo");
  EXPECT_EQ(grpo->aggregation(), Aggregation::kTokenMean);
  EXPECT_EQ(algorithm("grpo", "loss_type = \"grpo\"")->aggregation(),
            Aggregation::kSequenceMeanTokenMean);
  EXPECT_TRUE(grpo->needs_reference());
  EXPECT_EQ(grpo->num_iterations(), 1);
}

TEST(Grpo, NamesTheNearestOptionForATypo) {
  EXPECT_NE(error_of("grpo", "epsilon_hihg = 0.3").find("epsilon_high"), std::string::npos);
  EXPECT_NE(error_of("grp", "").find("grpo"), std::string::npos);
}

TEST(DrGrpo, OnlyTakesOffTheMean) {
  std::vector<EpisodeGroup> groups = random_groups(13);
  const auto dr_grpo = algorithm("dr_grpo");
  dr_grpo->assign_advantages(groups);
  EXPECT_EQ(dr_grpo->aggregation(), Aggregation::kConstant);
  EXPECT_FALSE(dr_grpo->needs_reference());
  for (const EpisodeGroup& group : groups) {
    const double mean = moments(rewards_in(group)).mean;
    for (const Episode& episode : group) {
      EXPECT_NEAR(episode.advantages.back(), episode.reward - mean, 1e-6);
    }
  }
}

TEST(Rloo, IsDrGrpoTimesTheGroupOverTheOthers) {
  std::vector<EpisodeGroup> left_out = random_groups(14);
  std::vector<EpisodeGroup> centred = left_out;
  algorithm("rloo", "beta = 0.0")->assign_advantages(left_out);
  algorithm("dr_grpo")->assign_advantages(centred);
  for (size_t g = 0; g < centred.size(); ++g) {
    const auto size = static_cast<float>(centred[g].size());
    for (size_t i = 0; i < centred[g].size(); ++i) {
      EXPECT_NEAR(left_out[g][i].advantages[0],
                  centred[g][i].advantages[0] * size / (size - 1.0F), 1e-6);
    }
  }
}

TEST(Rloo, ComparesEachRewardLessItsKlWithTheOthers) {
  std::vector<EpisodeGroup> groups = random_groups(15);
  algorithm("rloo", "beta = 0.05")->assign_advantages(groups);
  for (const EpisodeGroup& group : groups) {
    for (size_t i = 0; i < group.size(); ++i) {
      double others = 0.0;
      for (size_t j = 0; j < group.size(); ++j) {
        if (j != i) others += group[j].reward - 0.05 * log_ratio_from(group[j], 0);
      }
      others /= static_cast<double>(group.size() - 1);
      const double own = group[i].reward - 0.05 * log_ratio_from(group[i], 0);
      for (const float advantage : group[i].advantages) EXPECT_NEAR(advantage, own - others, 1e-6);
    }
  }
}

TEST(Rloo, NormalisesOverTheStepWhenAsked) {
  std::vector<EpisodeGroup> groups = random_groups(16);
  algorithm("rloo", "normalize_advantages = true")->assign_advantages(groups);
  std::vector<double> all;
  for (const EpisodeGroup& group : groups) {
    for (const Episode& episode : group) all.push_back(episode.advantages[0]);
  }
  EXPECT_NEAR(moments(all).mean, 0.0, 1e-6);
  EXPECT_NEAR(moments(all).std, 1.0, 1e-3);
}

TEST(Rloo, IsPlainReinforceAndSoTakesOnePass) {
  Rng rng(17);
  const std::vector<Sequence> sequences = random_sequences(rng, {3, 4});
  const auto rloo = algorithm("rloo", "beta = 0.0");
  const Batch made = batch_of(sequences, rloo->aggregation(), counts_of(sequences));
  const LossReport report = rloo->loss(made.batch, made.current);
  for (size_t t = 0; t < made.batch.tokens.size(); ++t) {
    EXPECT_FLOAT_EQ(report.gradients.logprob[t], -0.5F * made.batch.advantages[t]);
  }
  EXPECT_NE(error_of("rloo", "num_iterations = 2").find("num_iterations"), std::string::npos);
  EXPECT_EQ(algorithm("rloo", "num_iterations = 2\nepsilon = 0.2")->num_iterations(), 2);
}

// Rewards less the KL of the tokens to come, over all tokens of the step.
std::vector<double> returns_of(const std::vector<EpisodeGroup>& groups, double beta,
                               bool group_baseline) {
  std::vector<double> returns;
  for (const EpisodeGroup& group : groups) {
    const double baseline = group_baseline ? moments(rewards_in(group)).mean : 0.0;
    for (const Episode& episode : group) {
      for (size_t t = 0; t < episode.old_logprobs.size(); ++t) {
        returns.push_back(episode.reward - baseline - beta * log_ratio_from(episode, t));
      }
    }
  }
  return returns;
}

TEST(ReinforcePp, NormalisesReturnsOverAllTokensOfTheStep) {
  for (const bool group_baseline : {false, true}) {
    std::vector<EpisodeGroup> groups = random_groups(18);
    algorithm("reinforce_pp",
              std::string("beta = 0.1\nstd_epsilon = 1e-8\ngroup_baseline = ") +
                  (group_baseline ? "true" : "false"))
        ->assign_advantages(groups);
    const std::vector<double> returns = returns_of(groups, 0.1, group_baseline);
    const Moments m = moments(returns);
    auto next = returns.begin();
    for (const EpisodeGroup& group : groups) {
      for (const Episode& episode : group) {
        for (const float advantage : episode.advantages) {
          EXPECT_NEAR(advantage, (*next++ - m.mean) / m.std, 1e-5);
        }
      }
    }
  }
}

TEST(ReinforcePp, GivesCreditToAFlatGroupAmongOthers) {
  std::vector<EpisodeGroup> groups{group_with(1, {0.7, 0.7, 0.7}), group_with(2, {0.1, 0.2})};
  algorithm("reinforce_pp", "beta = 0.0")->assign_advantages(groups);
  EXPECT_GT(groups[0][0].advantages[0], 0.0F);
}

TEST(ReinforcePp, GivesNothingToAStepThatIsFlatAsAWhole) {
  std::vector<EpisodeGroup> groups = random_groups(19);
  with_rewards(groups, 0.7);
  algorithm("reinforce_pp")->assign_advantages(groups);
  for (const Episode& episode : groups[0]) EXPECT_EQ(episode.advantages[0], 0.0F);
}

TEST(RewardKl, FallsBackToTheSamplersLogprobs) {
  std::vector<EpisodeGroup> groups = random_groups(20);
  std::vector<EpisodeGroup> other = groups;
  for (EpisodeGroup& group : other) {
    for (Episode& episode : group) {
      episode.behaviour_logprobs = episode.old_logprobs;
      episode.old_logprobs.clear();
    }
  }
  algorithm("rloo")->assign_advantages(groups);
  algorithm("rloo")->assign_advantages(other);
  for (size_t g = 0; g < groups.size(); ++g) {
    for (size_t i = 0; i < groups[g].size(); ++i) {
      EXPECT_EQ(groups[g][i].advantages, other[g][i].advantages);
    }
  }
}

}  // namespace
}  // namespace dragoman::algorithms
