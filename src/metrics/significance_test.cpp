#include "metrics/significance.h"

#include "metrics/chrf.h"
#include "metrics/golden_cases.h"

namespace dragoman::metrics {
namespace {

// Values that pass through float are compared at float's precision of a score of up to 100.
constexpr double kFloat = 1e-5;

void expect_significance(const Json& expected) {
  SCOPED_TRACE(expected["metric"].get<std::string>() + " " + expected["options"].dump());
  const auto metric = metric_of(expected["options"], expected["metric"]);
  const Corpus corpus = corpus_of(expected["references"]);
  const auto systems = expected["systems"].get<std::vector<std::vector<std::string>>>();
  const auto tables = corpus_statistics(*metric, systems, corpus);
  const Interval interval = paired_interval(*metric, tables[0], {.samples = 200});
  EXPECT_NEAR(interval.mean, expected["interval"][0].get<double>(), kFloat);
  EXPECT_NEAR(interval.half_width, expected["interval"][1].get<double>(), kFloat);

  const Json& bootstrap = expected["bs"];
  const auto bs = paired_bootstrap(*metric, tables[0], tables[1],
                                   {.samples = bootstrap["samples"].get<int64_t>()});
  EXPECT_EQ(bs.p_value, bootstrap["p_value"].get<double>());
  EXPECT_NEAR(bs.score, bootstrap["scores"][1].get<double>(), 1e-10);
  EXPECT_NEAR(bs.interval->mean, bootstrap["mean"].get<double>(), kFloat);
  EXPECT_NEAR(bs.interval->half_width, bootstrap["ci"].get<double>(), kFloat);

  const Json& trials = expected["ar"];
  const auto ar = paired_randomization(*metric, tables[0], tables[1],
                                       {.samples = trials["samples"].get<int64_t>()});
  EXPECT_EQ(ar.p_value, trials["p_value"].get<double>());
  EXPECT_FALSE(ar.interval.has_value());
}

TEST(Significance, RecordedPValuesAreEqual) {
  for (const Json& expected : golden_cases("significance")) expect_significance(expected);
}

Corpus small_corpus() {
  Corpus corpus;
  for (const char* reference : {"tola miru", "kesa", "domi nare vulo", "pima", "rado sile"})
    corpus.references.push_back({reference});
  return corpus;
}

TEST(Significance, SystemAgainstItselfIsNotZeroChance) {
  const Chrf metric;
  const std::vector<std::vector<std::string>> systems(2, {"tola", "kesa", "domi", "pi", "rado"});
  const auto tables = corpus_statistics(metric, systems, small_corpus());
  EXPECT_EQ(paired_randomization(metric, tables[0], tables[1], {.samples = 99}).p_value, 0.01);
}

TEST(Significance, DrawsDependOnTheSeedAlone) {
  const Chrf metric;
  const std::vector<std::vector<std::string>> systems(1, {"tola", "kesa", "domi", "pi", "rado"});
  const auto tables = corpus_statistics(metric, systems, small_corpus());
  const auto scores = bootstrap_scores(metric, tables[0], {.samples = 20, .seed = 5}).values;
  EXPECT_EQ(scores, bootstrap_scores(metric, tables[0], {.samples = 20, .seed = 5}).values);
  EXPECT_NE(scores, bootstrap_scores(metric, tables[0], {.samples = 20, .seed = 6}).values);
}

TEST(Significance, IntervalOfAConstantScoreIsAPoint) {
  const Chrf metric;
  const std::vector<std::vector<std::string>> perfect(
      1, {"tola miru", "kesa", "domi nare vulo", "pima", "rado sile"});
  const auto tables = corpus_statistics(metric, perfect, small_corpus());
  const Interval interval = confidence_interval(metric, tables[0], {.samples = 100});
  EXPECT_EQ(interval.mean, 100.0);
  EXPECT_EQ(interval.half_width, 0.0);
}

}  // namespace
}  // namespace dragoman::metrics
