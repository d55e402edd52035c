// Summed references against one after the other: the linear form has to be the quadratic one.
#include <gtest/gtest.h>

#include "base/random.h"
#include "metrics/bleu.h"
#include "metrics/chrf.h"
#include "metrics/ter.h"

namespace dragoman::metrics {
namespace {

// Few different words, so that n-grams repeat within a text.
std::string random_text(Rng& rng) {
  constexpr const char* kWords[] = {"ab", "a", "ba", "abab", "ü", "x.", "X"};
  std::string text;
  for (int64_t i = static_cast<int64_t>(rng.below(12)); i > 0; --i)
    text += std::string(text.empty() ? "" : " ") + kWords[rng.below(std::size(kWords))];
  return text;
}

std::vector<double> one_by_one(const Metric& metric, const std::string& hypothesis,
                               std::span<const Counted> references) {
  std::vector<double> sums(metric.info().statistics, 0.0), one(sums.size());
  for (const Counted& counted : references) {
    const std::string reference(counted.text);
    metric.statistics(hypothesis, *metric.prepare({.references = std::span(&reference, 1)}), one);
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += counted.count * one[i];
  }
  return sums;
}

void expect_equal_sums(const Metric& metric) {
  Rng rng = Rng(5).derive("aggregate");
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> texts;
    for (uint64_t i = rng.below(9) + 1; i > 0; --i) texts.push_back(random_text(rng));
    std::vector<Counted> references;
    for (const std::string& text : texts)
      references.push_back({text, static_cast<double>(rng.below(3) + 1)});
    const auto aggregate = metric.aggregate(references);
    for (int i = 0; i < 5; ++i) {
      const std::string hypothesis = random_text(rng);
      std::vector<double> sums(metric.info().statistics);
      aggregate->statistics(hypothesis, sums);
      EXPECT_EQ(sums, one_by_one(metric, hypothesis, references)) << hypothesis;
    }
  }
}

TEST(Aggregate, OfChrfIsTheSumOverTheReferences) {
  expect_equal_sums(Chrf{{}});
  expect_equal_sums(Chrf{{.word_order = 2, .lowercase = true}});
  expect_equal_sums(Chrf{{.char_order = 0, .word_order = 3}});
}

TEST(Aggregate, OfBleuIsTheSumOverTheReferences) {
  expect_equal_sums(Bleu(BleuConfig{}));
  expect_equal_sums(Bleu(BleuConfig{.max_ngram_order = 2, .lowercase = true}));
}

TEST(Aggregate, OfAnyOtherMetricIsTheSumOverTheReferences) { expect_equal_sums(Ter{{}}); }

}  // namespace
}  // namespace dragoman::metrics
