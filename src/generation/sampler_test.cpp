// The sampler's filters against their definitions, written out plainly, and its draws against the
// probabilities that it claims.
#include "generation/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace dragoman::generation {
namespace {

using episodes::SamplingSettings;

constexpr int64_t kVocabulary = 40;

std::vector<float> some_logits(uint64_t seed) {
  Rng rng(seed);
  std::vector<float> logits;
  for (int64_t i = 0; i < kVocabulary; ++i)
    logits.push_back(static_cast<float>(2.0 * rng.normal()));
  return logits;
}

std::vector<double> softmax(const std::vector<double>& logits) {
  double sum = 0.0;
  for (const double logit : logits) sum += std::exp(logit);
  std::vector<double> p;
  for (const double logit : logits) p.push_back(std::exp(logit) / sum);
  return p;
}

double mass_above(const std::vector<double>& p, double value) {
  double mass = 0.0;
  for (const double other : p) mass += other > value ? other : 0.0;
  return mass;
}

void drop_if(std::vector<double>& logits, const std::function<bool(size_t)>& drop) {
  for (size_t i = 0; i < logits.size(); ++i)
    if (drop(i)) logits[i] = -std::numeric_limits<double>::infinity();
}

// One filter after the other, each by its definition (no two logits are equal).
std::vector<double> plain_filter(const std::vector<float>& given, const SamplingSettings& settings,
                                 const std::vector<TokenId>& history) {
  std::vector<double> logits(given.begin(), given.end());
  for (const TokenId token : std::set<TokenId>(history.begin(), history.end()))
    logits[token] *=
        logits[token] > 0 ? 1.0 / settings.repetition_penalty : settings.repetition_penalty;
  for (double& logit : logits) logit /= settings.temperature;
  const std::vector<double> first = logits;
  if (settings.top_k > 0)
    drop_if(logits, [&](size_t i) {
      return std::count_if(first.begin(), first.end(), [&](double x) { return x > first[i]; }) >=
             settings.top_k;
    });
  std::vector<double> p = softmax(logits);
  if (settings.top_p < 1.0)
    drop_if(logits, [&](size_t i) {
      const double above = mass_above(p, p[i]);
      return above >= settings.top_p && above > 0.0;
    });
  p = softmax(logits);
  if (settings.min_p > 0.0)
    drop_if(logits, [&](size_t i) {
      return p[i] < settings.min_p * *std::max_element(p.begin(), p.end());
    });
  return logits;
}

std::vector<SamplingSettings> some_settings() {
  std::vector<SamplingSettings> all;
  for (const double temperature : {0.6, 1.0, 1.7})
    for (const double top_p : {1e-9, 0.3, 0.9, 1.0})
      for (const int64_t top_k : {0, 1, 7, 1000})
        for (const double min_p : {0.0, 0.05, 1.0})
          for (const double penalty : {0.8, 1.0, 1.5})
            all.push_back({temperature, top_p, top_k, min_p, penalty, 10});
  return all;
}

TEST(Sampler, FiltersKeepWhatTheirDefinitionsKeep) {
  const std::vector<TokenId> history{3, 9, 3, 20, 39};
  uint64_t seed = 0;
  for (const SamplingSettings& settings : some_settings()) {
    std::vector<float> logits = some_logits(++seed);
    const std::vector<double> expected = plain_filter(logits, settings, history);
    filter_logits(logits, settings, history);
    for (size_t i = 0; i < logits.size(); ++i) {
      EXPECT_EQ(std::isinf(logits[i]), std::isinf(expected[i]))
          << "token " << i << " seed " << seed;
      if (!std::isinf(expected[i])) {
        EXPECT_NEAR(logits[i], expected[i], 1e-5);
      }
    }
  }
}

TEST(Sampler, TopPNeverFiltersEverything) {
  std::vector<float> logits = some_logits(4);
  const size_t best = std::max_element(logits.begin(), logits.end()) - logits.begin();
  filter_logits(logits, {.top_p = 0.0}, {});
  for (size_t i = 0; i < logits.size(); ++i) EXPECT_EQ(std::isinf(logits[i]), i != best);
}

TEST(Sampler, DrawsAsOftenAsTheFilteredDistributionSays) {
  constexpr int kDraws = 20000;
  const SamplingSettings settings{0.9, 0.95, 25, 0.01, 1.2, 10};
  const std::vector<TokenId> history{1, 2, 3};
  const std::vector<float> one = some_logits(77);
  const std::vector<double> p = softmax(plain_filter(one, settings, history));
  const std::vector<double> own = softmax({one.begin(), one.end()});
  std::vector<double> counts(kVocabulary, 0.0);
  for (int i = 0; i < kDraws; ++i) {
    Rng stream = Rng(5).derive("draw", i);
    const Draw draw = draw_token(one, settings, {&stream, history});
    counts[draw.token] += 1.0;
    EXPECT_NEAR(draw.behaviour_logprob, std::log(p[draw.token]), 1e-4);
    EXPECT_NEAR(draw.logprob, std::log(own[draw.token]), 1e-4);
  }
  double chi_square = 0.0;
  int cells = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (p[i] == 0.0) {
      EXPECT_EQ(counts[i], 0.0);
      continue;
    }
    chi_square += std::pow(counts[i] - kDraws * p[i], 2) / (kDraws * p[i]);
    ++cells;
  }
  EXPECT_GT(cells, 5);
  EXPECT_LT(chi_square, cells - 1 + 4.0 * std::sqrt(2.0 * (cells - 1)));
}

TEST(Sampler, GreedyTakesTheLikeliestAfterThePenalty) {
  const std::vector<float> logits = {1.0F, 3.0F, 2.5F, -1.0F};
  Rng stream(1);
  const std::vector<TokenId> history{1};
  const RowContext row{&stream, history};
  SamplingSettings settings{.temperature = 0.0, .top_p = 0.5, .top_k = 1, .min_p = 0.5};
  EXPECT_EQ(draw_token(logits, settings, row).token, 1);
  settings.repetition_penalty = 1.5;
  EXPECT_EQ(draw_token(logits, settings, row).token, 2);
}

TEST(Sampler, LogitsThatAreNotFiniteAreSeen) {
  const std::vector<float> logits(4, std::numeric_limits<float>::quiet_NaN());
  Rng stream(1);
  for (const double temperature : {0.0, 1.0})
    EXPECT_TRUE(
        std::isnan(draw_token(logits, {.temperature = temperature}, {&stream, {}}).logprob));
}

}  // namespace
}  // namespace dragoman::generation
