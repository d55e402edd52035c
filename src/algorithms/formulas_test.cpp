// Each algorithm against its formula, computed the plain way.
#include <gtest/gtest.h>

#include "algorithms/steps_for_tests.h"

namespace dragoman::algorithms {
namespace {

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
      EXPECT_NEAR(left_out[g][i].advantages[0], centred[g][i].advantages[0] * size / (size - 1.0F),
                  1e-6);
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
  EXPECT_EQ(algorithm("rloo", "num_iterations = 2\nsurrogate = \"clip\"")->num_iterations(), 2);
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
    algorithm("reinforce_pp", std::string("beta = 0.1\nstd_epsilon = 1e-8\ngroup_baseline = ") +
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

TEST(TicGrpo, ComparesRewardsOverTheirLengths) {
  std::vector<EpisodeGroup> groups = random_groups(21);
  algorithm("tic_grpo")->assign_advantages(groups);
  for (const EpisodeGroup& group : groups) {
    std::vector<double> divided;
    for (const Episode& episode : group)
      divided.push_back(episode.reward / static_cast<double>(episode.sampled_count()));
    const Moments m = moments(divided);
    for (size_t i = 0; i < group.size(); ++i)
      EXPECT_NEAR(group[i].advantages[0], (divided[i] - m.mean) / (m.std + 1e-8), 1e-5);
  }
}

TEST(SpanCredit, IsAddedToTheTokensItSpeaksOf) {
  std::vector<EpisodeGroup> groups = random_groups(22);
  std::vector<EpisodeGroup> plain = groups;
  Episode& episode = groups[3][0];
  const int64_t begin = episode.spans[1].begin, end = episode.spans[1].end;
  episode.credits = {{"fluent", begin, begin + 1, 0.5}, {"wrong", end - 1, end + 5, -2.0}};
  algorithm("grpo", "span_credit_coef = 0.1")->assign_advantages(groups);
  algorithm("grpo")->assign_advantages(plain);
  std::vector<float> expected = plain[3][0].advantages;
  expected.front() += 0.05F;
  expected.back() -= 0.2F;
  for (size_t t = 0; t < expected.size(); ++t)
    EXPECT_NEAR(episode.advantages[t], expected[t], 1e-6);
  EXPECT_EQ(groups[2][1].advantages, plain[2][1].advantages);
}

TEST(Controllers, MoveBetaToItsTargetAndEntropyUpWhenItIsLow) {
  const auto made = algorithm("grpo",
                              "beta = 0.1\ntarget_kl = 0.05\nkl_horizon = 1\n"
                              "entropy_coef = 0.01\nentropy_target = 1.0\n"
                              "entropy_coef_delta = 0.005");
  made->observe({{"kl", 1.0}, {"entropy", 0.5}});
  EXPECT_NEAR(made->log().at("beta"), 0.12, 1e-12);  // never by more than a fifth
  EXPECT_NEAR(made->log().at("entropy_coef"), 0.015, 1e-12);
  made->observe({{"kl", 0.045}, {"entropy", 1.5}});
  EXPECT_NEAR(made->log().at("beta"), 0.12 * 0.9, 1e-12);
  EXPECT_NEAR(made->log().at("entropy_coef"), 0.01, 1e-12);
  EXPECT_TRUE(algorithm("grpo")->log().empty());
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
