#include "training/call_pricing.h"

#include <gtest/gtest.h>

#include <cmath>

#include "algorithms/credit.h"
#include "config/recipe.h"

namespace dragoman::training {
namespace {

using episodes::Episode;
using episodes::EpisodeGroup;
using episodes::SpanKind;

constexpr TokenId kOpening = 9;

CallPricing pricing(const std::string& text) {
  return {config::read_text<CallPriceSection>(text), {kOpening}};
}

// Two prompt tokens and three sampled ones, of which a call's first opens it.
Episode episode(double reward, double cost = 0.0, double logprob = 0.0) {
  Episode made;
  made.tokens = {1, 2, 3, cost > 0.0 ? kOpening : 4, 5};
  made.spans = {{SpanKind::kPrompt, 0, 2, 0}, {SpanKind::kSampled, 2, 5, 0}};
  made.behaviour_logprobs = {-1.0F, static_cast<float>(logprob), -1.0F};
  made.labels.direction = "qaa-en";
  made.reward = reward;
  if (cost > 0.0) made.calls = {{.name = "translate", .arguments = "", .result = "", .cost = cost}};
  return made;
}

std::vector<double> rewards_of(const EpisodeGroup& group) {
  std::vector<double> rewards;
  for (const Episode& one : group) rewards.push_back(one.reward);
  return rewards;
}

void give_rewards_as_advantages(std::vector<EpisodeGroup>& groups) {
  for (EpisodeGroup& group : groups)
    for (Episode& one : group)
      if (one.usable()) algorithms::give(one, one.reward - 0.5);
}

TEST(CallPricing, ChargesUsableEpisodesAndKeepsWhatTheyHadEarned) {
  CallPricing flat = pricing("name = \"flat\"\ncost_coef = 0.25\n");
  std::vector<EpisodeGroup> groups = {{episode(1), episode(1, 2.0), episode(0, 1.0), episode(1)}};
  groups[0][3].status = episodes::Status::kFailed;
  flat.charge(groups);
  EXPECT_EQ(rewards_of(groups[0]), (std::vector<double>{1.0, 0.5, -0.25, 1.0}));
  EXPECT_EQ(groups[0][1].rewards.at("unpriced"), 1.0);
  EXPECT_EQ(groups[0][3].rewards.count("unpriced"), 0U);
}

TEST(CallPricing, LearnsHowOftenALanguageIsAnsweredAndSaysSo) {
  CallPricing gated = pricing("name = \"confidence\"\ntau = 0.6\ncost_coef = 0.25\ndecay = 0.5\n");
  const auto step = [&] {
    // p0 = (1 + pi0) / (1 + 1): 0.5 as long as nothing is known of the language
    std::vector<EpisodeGroup> groups = {{episode(1), episode(1, 1.0)}};
    gated.charge(groups);
    give_rewards_as_advantages(groups);
    gated.settle(groups);
    return groups[0][1].reward;
  };
  EXPECT_EQ(step(), 1.0);
  EXPECT_EQ(gated.report().at("tool_price/success/qaa-en/native"), 1.0);
  EXPECT_EQ(step(), 0.75);
  CallPricing resumed = pricing("name = \"confidence\"\n");
  resumed.set_state(gated.state());
  EXPECT_EQ(resumed.report(), gated.report());
}

TEST(CallPricing, ReadsHowSureThePolicyWasWhereItDecided) {
  CallPricing decided = pricing("name = \"decision\"\ncost_coef = 1.0\n");
  std::vector<EpisodeGroup> groups = {{episode(0), episode(1, 1.0, std::log(0.5))}};
  decided.charge(groups);
  EXPECT_NEAR(groups[0][1].reward, 0.5, 1e-6);
  // A forced opening was decided by nobody.
  groups = {{episode(0), episode(1, 1.0, std::log(0.5))}};
  groups[0][1].spans = {
      {SpanKind::kPrompt, 0, 2, 0}, {SpanKind::kForced, 2, 4, 0}, {SpanKind::kSampled, 4, 5, 0}};
  groups[0][1].behaviour_logprobs = {-1.0F};
  decided.charge(groups);
  EXPECT_EQ(groups[0][1].reward, 1.0);
}

TEST(CallPricing, ShapesEveryTokenOfAnEpisode) {
  CallPricing shaped = pricing("name = \"advantage\"\ncost_coef = 1.0\nkap = 0.5\n");
  std::vector<EpisodeGroup> groups = {{episode(1), episode(1), episode(1, 1.0), episode(0)}};
  shaped.charge(groups);
  EXPECT_EQ(rewards_of(groups[0]), (std::vector<double>{1.0, 1.0, 1.0, 0.0}));
  give_rewards_as_advantages(groups);
  shaped.settle(groups);
  EXPECT_EQ(groups[0][2].advantages, std::vector<float>(3, 0.25F));  // 0.5 less its half
  EXPECT_EQ(groups[0][0].advantages, std::vector<float>(3, 0.75F));
}

}  // namespace
}  // namespace dragoman::training
