// ROUGE-L (Lin, 2004): the longest common subsequence of words as recall and precision, and their
// F-score; the mean over sentences, of several references the best.
#include <algorithm>

#include "metrics/catalog.h"
#include "metrics/ratio_metric.h"
#include "metrics/units.h"
#include "text/normalize.h"

namespace dragoman::metrics {
namespace {

struct RougeLConfig : UnitConfig {
  double beta = 1.0;
  bool lowercase = true;

  template <class Visitor>
  void fields(Visitor& visit) {
    UnitConfig::fields(visit);
    visit("beta", beta, "weight of recall against precision", config::above(0));
    visit("lowercase", lowercase, "ignore case");
  }
};

int64_t common_length(const std::vector<Symbol>& a, const std::vector<Symbol>& b) {
  std::vector<int64_t> row(b.size() + 1, 0);
  for (const Symbol symbol : a) {
    int64_t diagonal = 0;
    for (size_t j = 0; j < b.size(); ++j) {
      const int64_t above = row[j + 1];
      row[j + 1] = symbol == b[j] ? diagonal + 1 : std::max(above, row[j]);
      diagonal = above;
    }
  }
  return row.back();
}

class RougeL final : public RatioMetric {
 public:
  explicit RougeL(RougeLConfig config)
      : RatioMetric({.name = "ROUGE-L",
                     .signature = {{"case", "c", config.lowercase ? "lc" : "mixed"},
                                   {"unit", "u", config.unit},
                                   {"beta", "b", fmt::format("{}", config.beta)}}}),
        config_(std::move(config)) {}

 private:
  Ratio measure(std::string_view hypothesis, const Segment& segment) const override {
    Vocabulary vocabulary;
    const auto ours = units_of(hypothesis, vocabulary);
    Ratio best{0.0, 1.0};
    for (const std::string& reference : segment.references) {
      const auto theirs = units_of(reference, vocabulary);
      best.part = std::max(best.part, f_score(ours, theirs));
    }
    return best;
  }

  std::vector<Symbol> units_of(std::string_view text, Vocabulary& vocabulary) const {
    return config_.lowercase ? add_units(text::lower(text), config_.unit, vocabulary)
                             : add_units(text, config_.unit, vocabulary);
  }

  double f_score(const std::vector<Symbol>& ours, const std::vector<Symbol>& theirs) const {
    const auto common = static_cast<double>(common_length(ours, theirs));
    if (common == 0.0) return 0.0;
    const double precision = common / static_cast<double>(ours.size());
    const double recall = common / static_cast<double>(theirs.size());
    const double weight = config_.beta * config_.beta;
    return (1.0 + weight) * precision * recall / (recall + weight * precision);
  }

  RougeLConfig config_;
};

}  // namespace

Entry rouge_l() {
  return config::make_entry<Metric, RougeL, RougeLConfig>(
      "rouge-l", "ROUGE-L: F-score of the longest common subsequence of words.");
}

}  // namespace dragoman::metrics
