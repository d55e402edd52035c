// Laws that every metric of the catalogue keeps, whatever it measures.
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "base/random.h"
#include "metrics/bleu.h"
#include "metrics/catalog.h"
#include "metrics/corpus.h"

namespace dragoman::metrics {
namespace {

constexpr const char* kWords[] = {"tola",
                                  "miru",
                                  "kesa,",
                                  "domi",
                                  "(nare)",
                                  "vulo.",
                                  "木山",
                                  "12.5",
                                  "Пима",
                                  "e\xcc\x81l",
                                  "&amp;",
                                  "'s",
                                  "\xe2\x80\x9cki\xe2\x80\x9d"};

std::string random_text(Rng& rng, uint64_t longest) {
  std::string text;
  for (uint64_t n = rng.below(longest + 1); n > 0; --n)
    text += std::string(kWords[rng.below(std::size(kWords))]) + ' ';
  return text;
}

Corpus random_corpus(Rng& rng, size_t sentences, size_t references) {
  Corpus corpus;
  for (size_t i = 0; i < sentences; ++i) {
    corpus.sources.push_back(random_text(rng, 20));
    auto& segment = corpus.references.emplace_back();
    for (size_t r = 0; r < references; ++r) segment.push_back(random_text(rng, 20));
    corpus.mentions.push_back({random_text(rng, 1), random_text(rng, 1)});
    corpus.terms.push_back({{random_text(rng, 1)}, {random_text(rng, 1), "木"}});
    corpus.documents.push_back(std::to_string(i));
    corpus.target_languages.emplace_back("de");
  }
  return corpus;
}

class MetricLaws : public testing::TestWithParam<const char*> {
 protected:
  std::unique_ptr<Metric> metric_ = catalog().make(GetParam());
  Rng rng_{17};
};

TEST_P(MetricLaws, IsFiniteAndDeterministicAlsoForEmptyText) {
  for (int i = 0; i < 50; ++i) {
    const Corpus corpus = random_corpus(rng_, 1, 1 + rng_.below(3));
    const auto prepared = metric_->prepare(corpus.segment(0));
    for (const std::string& hypothesis : {random_text(rng_, 20), std::string(), std::string(" ")}) {
      const double score = metric_->sentence_score(hypothesis, *prepared);
      EXPECT_TRUE(std::isfinite(score)) << hypothesis;
      EXPECT_GE(score, 0.0);
      EXPECT_EQ(score, metric_->sentence_score(hypothesis, *prepared));
    }
  }
}

TEST_P(MetricLaws, CorpusScoreDoesNotDependOnTheOrderOfSentences) {
  const Corpus corpus = random_corpus(rng_, 30, 2);
  std::vector<std::string> hypotheses;
  for (size_t i = 0; i < corpus.size(); ++i) hypotheses.push_back(random_text(rng_, 20));
  Corpus reversed = corpus;
  const auto reverse = [](auto&... columns) {
    (std::reverse(columns.begin(), columns.end()), ...);
  };
  reverse(reversed.references, reversed.sources, reversed.mentions, reversed.terms,
          reversed.documents);
  const std::vector<std::string> backwards(hypotheses.rbegin(), hypotheses.rend());
  EXPECT_DOUBLE_EQ(corpus_score(*metric_, hypotheses, corpus),
                   corpus_score(*metric_, backwards, reversed));
}

TEST_P(MetricLaws, SumsOfPartsAreTheSumsOfTheWhole) {
  const Corpus corpus = random_corpus(rng_, 12, 1);
  std::vector<std::string> hypotheses;
  for (size_t i = 0; i < corpus.size(); ++i) hypotheses.push_back(random_text(rng_, 20));
  const auto table = corpus_statistics(*metric_, std::span(&hypotheses, 1), corpus).front();
  const std::vector<size_t> even = {0, 2, 4, 6, 8, 10};
  const std::vector<size_t> odd = {1, 3, 5, 7, 9, 11};
  auto sums = table.sums(even);
  const auto others = table.sums(odd);
  for (size_t k = 0; k < sums.size(); ++k) sums[k] += others[k];
  EXPECT_DOUBLE_EQ(metric_->score(sums), metric_->score(table.sums()));
}

TEST_P(MetricLaws, ThreadsShareAPreparedReference) {
  const Corpus corpus = random_corpus(rng_, 1, 2);
  const auto prepared = metric_->prepare(corpus.segment(0));
  std::vector<std::string> hypotheses;
  for (int i = 0; i < 50; ++i) hypotheses.push_back(random_text(rng_, 20));
  const auto score_all = [&](std::vector<double>& out) {
    for (const auto& hypothesis : hypotheses)
      out.push_back(metric_->sentence_score(hypothesis, *prepared));
  };
  std::vector<std::vector<double>> found(4);
  std::vector<std::thread> threads;
  for (auto& out : found) threads.emplace_back(score_all, std::ref(out));
  for (auto& thread : threads) thread.join();
  for (const auto& out : found) EXPECT_EQ(out, found[0]);
}

TEST_P(MetricLaws, TellsWhatItsOptionsAre) {
  for (const auto& option : catalog().at(GetParam()).options()->describe())
    EXPECT_FALSE(option.help.empty()) << option.name;
  EXPECT_GT(metric_->info().statistics, 0U);
  EXPECT_FALSE(metric_->info().name.empty());
}

INSTANTIATE_TEST_SUITE_P(Catalogue, MetricLaws, testing::ValuesIn([] {
                           std::vector<const char*> names;
                           for (const auto& row : catalog().rows())  // learned ones want a model
                             if (!row.options()->make()->info().in_batches)
                               names.push_back(row.name);
                           return names;
                         }()),
                         [](const auto& parameter) {
                           std::string name = parameter.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

class Identity : public testing::TestWithParam<std::pair<const char*, double>> {};

TEST_P(Identity, OfHypothesisAndReferenceGivesTheBestScore) {
  const auto metric = catalog().make(GetParam().first);
  Rng rng(23);
  for (int i = 0; i < 100; ++i) {
    const std::vector<std::string> references = {"kesa domi nare vulo " + random_text(rng, 20)};
    EXPECT_NEAR(metric->sentence_score(references[0], {.references = references}),
                GetParam().second, 1e-12);
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Identity,
                         testing::Values(std::pair("bleu", 100.0), std::pair("chrf", 100.0),
                                         std::pair("ter", 0.0), std::pair("edit", 0.0),
                                         std::pair("length_ratio", 100.0),
                                         std::pair("rouge-l", 100.0)),
                         [](const auto& parameter) {
                           return std::string(parameter.param.first).substr(0, 5);
                         });

TEST(MetricLaws, ChrfWithEqualWeightsIsSymmetric) {
  auto options = catalog().at("chrf").options();
  Rng rng(29);
  config::Value section = config::parse_toml("beta = 1", "test");
  config::Problems problems;
  config::Reader reader(section, "", problems);
  options->read(reader);
  const auto metric = options->make();
  for (int i = 0; i < 100; ++i) {
    const std::vector<std::string> a = {"tola " + random_text(rng, 15)};
    const std::vector<std::string> b = {"miru " + random_text(rng, 15)};
    EXPECT_NEAR(metric->sentence_score(a[0], {.references = b}),
                metric->sentence_score(b[0], {.references = a}), 1e-9);
  }
}

TEST(MetricLaws, NoReferenceIsTheUsersError) {
  try {
    Bleu().prepare({});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "BLEU needs at least one reference");
    EXPECT_EQ(error.exit_code(), 2);
  }
}

}  // namespace
}  // namespace dragoman::metrics
