// chrF (Popović, 2015), chrF+ and chrF++ (Popović, 2017) as sacreBLEU 2.6.0 computes them:
// character and word n-gram precision and recall, averaged over orders, in one F-score.
#pragma once

#include "config/fields.h"
#include "metrics/metric.h"

namespace dragoman::metrics {

struct ChrfConfig {
  int64_t char_order = 6;
  int64_t word_order = 0;
  int64_t beta = 2;
  bool lowercase = false;
  bool whitespace = false;
  bool eps_smoothing = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("char_order", char_order, "longest character n-gram", config::Range{1, 20});
    visit("word_order", word_order, "longest word n-gram; 2 is chrF++", config::Range{0, 20});
    visit("beta", beta, "weight of recall against precision", config::Range{1, 10});
    visit("lowercase", lowercase, "ignore case");
    visit("whitespace", whitespace, "count white space as characters");
    visit("eps_smoothing", eps_smoothing, "average F over all orders, as chrF++.py does");
  }
};

// Statistics: per order, characters first, the n-grams of the hypothesis (0 where the reference has
// none of that order), those of the reference, and the common ones. With several references those
// of the best one, the first of equals.
class Chrf final : public Metric {
 public:
  explicit Chrf(ChrfConfig config = {});

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const override;
  std::unique_ptr<const Aggregate> aggregate(std::span<const Counted> references) const override;
  double score(std::span<const double> sums,
               Arithmetic arithmetic = Arithmetic::kExact) const override;
  bool stays_single(std::span<const double> sums) const override;

 private:
  friend class ChrfAggregate;

  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override;
  template <class Real>
  double f_score(std::span<const double> sums) const;
  // The text as it counts; it may lie in `lowered`.
  std::string_view cased(std::string_view text, std::string& lowered) const;
  template <class AddWord>
  void read(std::string_view text, std::vector<uint32_t>& chars, AddWord&& add_word) const;

  ChrfConfig config_;
};

}  // namespace dragoman::metrics
