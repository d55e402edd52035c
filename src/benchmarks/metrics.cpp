// The metrics over a corpus, its paired bootstrap, and single sentences against prepared
// references as a reward scores them.
#include "base/error.h"
#include "base/files.h"
#include "base/line_reader.h"
#include "base/parallel.h"
#include "base/random.h"
#include "benchmarks/benchmark.h"
#include "metrics/catalog.h"
#include "metrics/chrf.h"
#include "metrics/corpus.h"
#include "metrics/significance.h"
#include "metrics/words.h"
#include "worlds/catalog.h"
#include "worlds/rows.h"

namespace dragoman::benchmarks {
namespace {

struct MetricsConfig {
  int64_t lines = 3000;
  int64_t seed = 0;
  std::string references = {};
  std::string hypotheses = {};

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("lines", lines, "sentences of an invented language, where no files are given",
          config::Range{1, 1000000});
    visit("seed", seed, "of those sentences");
    visit("references", references, "a file with one reference a line");
    visit("hypotheses", hypotheses, "a file with one hypothesis a line");
  }

  void validate(config::Problems& problems) const {
    if (references.empty() != hypotheses.empty())
      problems.add("references", "needs hypotheses beside it, and the other way round");
  }
};

// The sentence with about a tenth of its words dropped and a tenth swapped with the next.
std::string worsened(const std::string& sentence, Rng& rng) {
  std::vector<std::string_view> words;
  metrics::for_each_word(sentence, [&words](std::string_view word) { words.push_back(word); });
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    const double chance = rng.uniform();
    if (chance < 0.1) continue;
    if (chance < 0.2 && i + 1 < words.size()) std::swap(words[i], words[i + 1]);
    if (!text.empty()) text += ' ';
    text += words[i];
  }
  return text;
}

// As the `score` command has it: [sentence][reference].
metrics::Corpus corpus_of(const std::vector<std::string>& references) {
  metrics::Corpus corpus;
  for (const std::string& reference : references) corpus.references.push_back({reference});
  return corpus;
}

class Metrics final : public Benchmark {
 public:
  explicit Metrics(const MetricsConfig& config) {
    if (config.references.empty()) {
      make_sentences(config);
    } else {
      hypotheses_ = {read_all_lines(config.hypotheses)};
      corpus_ = corpus_of(read_all_lines(config.references));
    }
    if (corpus_.size() == 0 || hypotheses_.front().size() != corpus_.size())
      throw_input("{} has {} lines, but {} has {}", config.hypotheses, hypotheses_.front().size(),
                  config.references, corpus_.size());
    hypotheses_.push_back(hypotheses_.front());
    for (size_t i = 0; i < corpus_.size(); ++i)
      prepared_.push_back(chrf_.prepare(corpus_.segment(i)));
  }

  std::vector<Case> cases() override {
    std::vector<Case> all;
    for (const auto& [name, metric] : metrics_) add_metric(name, *metric, all);
    const auto lines = static_cast<double>(corpus_.size());
    all.push_back({"sentence chrF, one thread", "scores", lines, [this] {
                     for (size_t i = 0; i < corpus_.size(); ++i) score_sentence(i);
                   }});
    all.push_back({"sentence chrF, all threads", "scores", lines, [this] {
                     parallel_for(
                         static_cast<int64_t>(corpus_.size()),
                         [this](int64_t i) { score_sentence(static_cast<size_t>(i)); }, 64);
                   }});
    return all;
  }

 private:
  void make_sentences(const MetricsConfig& config) {
    const auto world = worlds::catalog().make("agglutinative");
    const auto seed = static_cast<uint64_t>(config.seed);
    const auto rows =
        worlds::rows(*world, {.count = config.lines, .stream = "bench", .seed = seed});
    std::vector<std::string> references;
    Rng rng = Rng(seed).derive("worsened");
    hypotheses_.emplace_back();
    for (const data::Row& row : rows) {
      references.push_back(row.references.front());
      hypotheses_.front().push_back(worsened(references.back(), rng));
    }
    corpus_ = corpus_of(references);
  }

  void add_metric(const std::string& name, const metrics::Metric& metric,
                  std::vector<Case>& all) const {
    const auto lines = static_cast<double>(corpus_.size());
    const auto one = std::span(hypotheses_).first(1);
    all.push_back(
        {name, "lines", lines, [this, &metric, one] { corpus_statistics(metric, one, corpus_); }});
    all.push_back({name + ", paired bootstrap", "resamples",
                   static_cast<double>(metrics::kDefaultBootstrapSamples), [this, &metric] {
                     const auto tables = corpus_statistics(metric, hypotheses_, corpus_);
                     paired_bootstrap(metric, tables, {});
                   }});
  }

  void score_sentence(size_t i) const {
    chrf_.sentence_score(hypotheses_.front()[i], *prepared_[i]);
  }

  const std::vector<std::pair<std::string, std::unique_ptr<metrics::Metric>>> metrics_ = [] {
    std::vector<std::pair<std::string, std::unique_ptr<metrics::Metric>>> made;
    made.emplace_back("BLEU", metrics::catalog().make("bleu"));
    made.emplace_back("chrF", metrics::catalog().make("chrf"));
    made.emplace_back("chrF++",
                      std::make_unique<metrics::Chrf>(metrics::ChrfConfig{.word_order = 2}));
    made.emplace_back("TER", metrics::catalog().make("ter"));
    return made;
  }();
  metrics::Chrf chrf_;
  std::vector<std::vector<std::string>> hypotheses_;  // two equal systems
  metrics::Corpus corpus_;
  std::vector<std::unique_ptr<const metrics::PreparedReference>> prepared_;
};

}  // namespace

Entry metrics() {
  return config::make_entry<Benchmark, Metrics, MetricsConfig>(
      "metrics", "BLEU, chrF, chrF++ and TER of a corpus, their tests, and sentence chrF.");
}

}  // namespace dragoman::benchmarks
