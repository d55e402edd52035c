// A learned metric over a corpus: tokenizing, encoding what is distinct, and the estimator. The
// model is the user's; benchmarks/scorers.py makes a random one of XLM-R's width.
#include "base/error.h"
#include "base/files.h"
#include "base/line_reader.h"
#include "benchmarks/benchmark.h"
#include "episodes/scorer.h"

namespace dragoman::benchmarks {
namespace {

struct ScorersConfig {
  std::string model = {};
  std::string tokenizer = {};
  std::string dtype = "float32";
  std::string sources = {};
  std::string hypotheses = {};
  std::string references = {};

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("model", model, "folder of a COMET model", config::Required{});
    visit("tokenizer", tokenizer, "folder of its tokenizer; empty: the model's");
    visit("dtype", dtype, "arithmetic of the products",
          config::OneOf{{"float32", "bfloat16", "auto"}});
    visit("sources", sources, "a file with one source a line", config::Required{});
    visit("hypotheses", hypotheses, "a file with one hypothesis a line", config::Required{});
    visit("references", references, "a file with one reference a line; empty: none");
  }
};

std::vector<std::string> read_lines(const std::string& path, size_t expected) {
  auto lines = read_all_lines(path);
  if (lines.empty() || (expected > 0 && lines.size() != expected))
    throw_input("{} has {} lines, which does not fit the sources", path, lines.size());
  return lines;
}

class Scorers final : public Benchmark {
 public:
  explicit Scorers(const ScorersConfig& config)
      : sources_(read_lines(config.sources, 0)),
        hypotheses_(read_lines(config.hypotheses, sources_.size())),
        scorer_(episodes::shared_scorer({config.model, config.tokenizer, config.dtype})) {
    if (!config.references.empty()) references_ = read_lines(config.references, sources_.size());
    if (scorer_->needs_reference() && references_.empty())
      throw_input("{} compares with references: --references=FILE", config.model);
    for (size_t i = 0; i < sources_.size(); ++i) {
      translations_.push_back({sources_[i], hypotheses_[i]});
      if (!references_.empty()) translations_.back().reference = references_[i];
    }
  }

  std::vector<Case> cases() override {
    return {{scorer_->kind(), "translations", static_cast<double>(translations_.size()),
             [this] { scorer_->score(translations_); }}};
  }

 private:
  std::vector<std::string> sources_, hypotheses_, references_;
  std::shared_ptr<const episodes::Scorer> scorer_;
  std::vector<episodes::Translation> translations_;
};

}  // namespace

Entry scorers() {
  return config::make_entry<Benchmark, Scorers, ScorersConfig>(
      "scorers", "A learned metric of a corpus, with a model's folder.");
}

}  // namespace dragoman::benchmarks
