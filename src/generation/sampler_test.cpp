// The sampler's draws against the distribution that the settings ask for.
#include "generation/sampler.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "generation/candidates.h"
#include "generation/distributions_for_tests.h"

namespace dragoman::generation {
namespace {

using episodes::SamplingSettings;

const std::vector<TokenId> kEnds = {1, 10};
const std::vector<TokenId> kHistory = {3, 9, 3, 12, 9, 2, 9, 2};  // two of them the prompt
constexpr size_t kPromptTokens = 2;

std::vector<float> some_logits(uint64_t seed, int64_t count = 40) {
  Rng rng(seed);
  std::vector<float> logits;
  for (int64_t i = 0; i < count; ++i) logits.push_back(static_cast<float>(2.0 * rng.normal()));
  return logits;
}

Vocabulary vocabulary_of(const std::vector<float>& logits) {
  return {static_cast<int64_t>(logits.size()), kEnds};
}

// The probabilities of the tokens drawn, and how often each was.
void expect_draws_follow(const std::vector<float>& logits, const SamplingSettings& settings,
                         const RowContext& row) {
  constexpr int kDraws = 20000;
  const Sampler sampler(settings, vocabulary_of(logits));
  const std::vector<double> p = exact_distribution(logits, settings, row, kEnds);
  const std::vector<double> own = softmax({logits.begin(), logits.end()});
  std::vector<double> counts(logits.size(), 0.0);
  for (int i = 0; i < kDraws; ++i) {
    Rng stream = Rng(5).derive("draw", i);
    const Draw draw = sampler.draw(logits, row, stream);
    counts[draw.token] += 1.0;
    ASSERT_NEAR(draw.behaviour_logprob, std::log(p[draw.token]), 1e-4);
    ASSERT_NEAR(draw.logprob, std::log(own[draw.token]), 1e-4);
  }
  expect_follows(counts, p);
}

TEST(Sampler, DrawsAsOftenAsEachSettingSays) {
  uint64_t seed = 70;
  for (const auto& [name, settings] : settings_for_tests()) {
    SCOPED_TRACE(name);
    expect_draws_follow(some_logits(++seed), settings, {kHistory, kPromptTokens});
  }
}

TEST(Sampler, DrawsOnlyWhatAMaskAllows) {
  episodes::TokenMask mask(40);
  for (const TokenId token : {1, 3, 7, 8, 30, 31}) mask.allow(token);
  for (const bool complete : {false, true}) {
    mask.complete = complete;
    for (const auto& [name, settings] : settings_for_tests()) {
      SCOPED_TRACE(name);
      expect_draws_follow(some_logits(3), settings, {kHistory, kPromptTokens, &mask});
    }
  }
}

// Every setting is drawn by itself; token 30 is never forbidden.
SamplingSettings random_settings(Rng& rng) {
  const auto sometimes = [&](double value, double neutral) {
    return rng.uniform() < 0.4 ? value : neutral;
  };
  const auto id = [&] { return static_cast<int64_t>(rng.below(30)); };
  SamplingSettings settings;
  settings.temperature = sometimes(0.3 + 2.0 * rng.uniform(), 1.0);
  settings.top_p = sometimes(0.05 + 0.9 * rng.uniform(), 1.0);
  settings.top_k = static_cast<int64_t>(sometimes(1.0 + static_cast<double>(id()), 0.0));
  settings.min_p = sometimes(0.3 * rng.uniform(), 0.0);
  settings.repetition_penalty = sometimes(0.5 + 1.5 * rng.uniform(), 1.0);
  settings.presence_penalty = sometimes(4.0 * rng.uniform() - 2.0, 0.0);
  settings.frequency_penalty = sometimes(4.0 * rng.uniform() - 2.0, 0.0);
  settings.min_new_tokens = id() / 3;
  for (uint64_t i = rng.below(4); i > 0; --i)
    settings.logit_bias[std::to_string(id())] = 6.0 * rng.uniform() - 3.0;
  for (uint64_t i = rng.below(6); i > 0; --i) settings.suppress_tokens.push_back(id());
  for (uint64_t i = rng.below(4); i > 0; --i) settings.bad_words_ids.push_back({9, 2, id()});
  if (rng.uniform() < 0.3) settings.allowed_token_ids = {30, id(), id(), id(), id(), 31, 32};
  return settings;
}

TEST(Sampler, RecordsTheExactLogprobsOfRandomSettings) {
  Rng rng(31);
  for (uint64_t trial = 0; trial < 1500; ++trial) {
    const std::vector<float> logits = some_logits(1000 + trial);
    const SamplingSettings settings = random_settings(rng);
    const RowContext row{kHistory, 1 + rng.below(7)};
    const std::vector<double> p = exact_distribution(logits, settings, row, kEnds);
    const Sampler sampler(settings, vocabulary_of(logits));
    for (int i = 0; i < 5; ++i) {
      const Draw draw = sampler.draw(logits, row, rng);
      ASSERT_NE(draw.token, kNoToken) << "trial " << trial;
      ASSERT_NEAR(draw.behaviour_logprob, std::log(p[draw.token]), 2e-5) << "trial " << trial;
    }
  }
}

std::vector<SamplingSettings> filter_grid() {
  std::vector<SamplingSettings> all;
  for (const double top_p : {1e-9, 0.3, 0.9, 0.999, 1.0})
    for (const int64_t top_k : {0, 1, 7, 300, 5000})
      for (const double min_p : {0.0, 1e-4, 0.05, 1.0})
        if (top_p < 1.0 || top_k > 0 || min_p > 0.0) all.push_back({1.0, top_p, top_k, min_p});
  return all;
}

TEST(Sampler, TheLikeliestAreThoseOfTheDefinitions) {
  uint64_t seed = 0;
  for (const int64_t width : {1, 5, 64, 700})
    for (const SamplingSettings& settings : filter_grid()) {
      const std::vector<float> logits = some_logits(++seed, width);
      std::vector<double> expected(logits.begin(), logits.end());
      plain_filters(expected, settings);
      std::vector<bool> kept(logits.size(), false);
      for (const Candidate& one : likeliest(logits, settings)) kept[one.token] = true;
      for (size_t i = 0; i < logits.size(); ++i)
        EXPECT_EQ(kept[i], !std::isinf(expected[i])) << "token " << i << " seed " << seed;
    }
}

TEST(Sampler, EqualTokensStayByTopKAndFallInOrderByTopP) {
  const std::vector<float> logits(200, 0.5F);
  EXPECT_EQ(likeliest(logits, {.top_k = 3}).size(), 200U);
  const auto kept = likeliest(logits, {.top_p = 0.25});
  ASSERT_EQ(kept.size(), 50U);
  for (size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i].token, static_cast<TokenId>(i));
}

TEST(Sampler, GreedyTakesTheLikeliestOfWhatIsAllowed) {
  Rng stream(1);
  for (auto [name, settings] : settings_for_tests()) {
    SCOPED_TRACE(name);
    const std::vector<float> logits = some_logits(9);
    const RowContext row{kHistory, kPromptTokens};
    settings.temperature = 1.0;
    const std::vector<double> p = exact_distribution(logits, settings, row, kEnds);
    settings.temperature = 0.0;
    const Draw draw = Sampler(settings, vocabulary_of(logits)).draw(logits, row, stream);
    EXPECT_EQ(draw.token, std::max_element(p.begin(), p.end()) - p.begin());
    EXPECT_EQ(draw.behaviour_logprob, 0.0F);
  }
}

TEST(Sampler, SaysWhenNothingCanBeDrawn) {
  const std::vector<float> logits = some_logits(2);
  const episodes::TokenMask nothing(40);
  Rng stream(1);
  for (auto [name, settings] : settings_for_tests())
    for (const double temperature : {settings.temperature, 0.0}) {
      SCOPED_TRACE(name);
      settings.temperature = temperature;
      const Sampler sampler(settings, vocabulary_of(logits));
      EXPECT_EQ(sampler.draw(logits, {kHistory, kPromptTokens, &nothing}, stream).token, kNoToken);
    }
}

TEST(Sampler, LogitsThatAreNotFiniteAreSeen) {
  const std::vector<float> logits(4, std::numeric_limits<float>::quiet_NaN());
  Rng stream(1);
  for (const double temperature : {0.0, 0.7, 1.0}) {
    const SamplingSettings settings{.temperature = temperature};
    EXPECT_TRUE(std::isnan(Sampler(settings, {4, {}}).draw(logits, {}, stream).logprob));
  }
}

std::string complaint_about(const SamplingSettings& settings) {
  try {
    const Sampler sampler(settings, {40, {}});
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Sampler, NamesTheSettingThatTheVocabularyCannotFollow) {
  EXPECT_EQ(complaint_about({.suppress_tokens = {40}}),
            "suppress_tokens: token id 40 is outside the model's vocabulary of 40");
  EXPECT_EQ(complaint_about({.bad_words_ids = {{3}, {2, 99}}}),
            "bad_words_ids: token id 99 is outside the model's vocabulary of 40");
  EXPECT_EQ(complaint_about({.logit_bias = {{"the", 1.0}}}),
            "logit_bias: \"the\" is no token id; write {\"123\" = -5.0}");
  EXPECT_EQ(complaint_about({.suppress_tokens = {2, 3}, .allowed_token_ids = {2, 3}}),
            "allowed_token_ids: suppress_tokens and bad_words_ids leave none of them");
}

}  // namespace
}  // namespace dragoman::generation
