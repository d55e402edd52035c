// BLEU (Papineni et al., 2002) as sacreBLEU 2.6.0 computes it; smoothing as named by Chen and
// Cherry (2014).
#pragma once

#include <optional>
#include <string>

#include "config/fields.h"
#include "metrics/metric.h"
#include "metrics/tokenizer.h"

namespace dragoman::metrics {

struct BleuConfig {
  std::string tokenize = "13a";
  std::string smooth_method = "exp";
  std::optional<double> smooth_value = {};  // 0.1 for floor and 1 for add-k when left out
  int64_t max_ngram_order = 4;
  bool lowercase = false;
  bool effective_order = false;
  std::string flores_model = {};      // SentencePiece model of flores101, flores200, spBLEU-1K
  std::string mecab_dictionary = {};  // folder, of ja-mecab and ko-mecab

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("tokenize", tokenize, "how words are split",
          config::OneOf{{"none", "zh", "13a", "intl", "char", "ja-mecab", "ko-mecab", "spm",
                         "flores101", "flores200", "spBLEU-1K"}});
    visit("smooth_method", smooth_method, "what replaces a count of zero",
          config::OneOf{{"exp", "floor", "add-k", "none"}});
    visit("smooth_value", smooth_value, "value of floor or add-k", config::at_least(0));
    visit("max_ngram_order", max_ngram_order, "longest n-gram", config::Range{1, 20});
    visit("lowercase", lowercase, "ignore case");
    visit("effective_order", effective_order,
          "leave out orders that the hypothesis is too short for; wanted for single sentences");
    visit("flores_model", flores_model,
          "SentencePiece model file of flores101, flores200, spBLEU-1K; left out: sacreBLEU's "
          "downloaded one");
    visit("mecab_dictionary", mecab_dictionary, "dictionary folder of ja-mecab and ko-mecab");
  }
};

// Statistics: hypothesis length, reference length, correct 1 … N, total 1 … N.
class Bleu final : public Metric {
 public:
  explicit Bleu(const BleuConfig& config = {});

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const override;
  std::unique_ptr<const Aggregate> aggregate(std::span<const Counted> references) const override;
  double score(std::span<const double> sums,
               Arithmetic arithmetic = Arithmetic::kExact) const override;
  std::string preprocess(std::string_view text) const override;
  std::string details(
      std::span<const double> sums) const override;  // "60.0/… (BP = … ref_len = 5)"

 private:
  friend class BleuAggregate;

  enum class Smoothing { kNone, kFloor, kAddK, kExp };

  Bleu(const BleuConfig& config, LoadedTokenizer tokenizer);

  struct Result {
    double score = 0.0;
    double brevity_penalty = 1.0;
    std::vector<double> precisions;  // percent
  };

  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override;
  template <class Real>
  Result compute(std::span<const double> sums, Arithmetic arithmetic) const;
  template <class Real>
  void fill_precisions(std::span<Real> correct, std::span<Real> total, bool truncate,
                       Result& result) const;

  BleuConfig config_;
  Tokenizer tokenizer_;
  Smoothing smoothing_;
  double smooth_value_;
  size_t order_;
};

}  // namespace dragoman::metrics
