// TER, the translation edit rate (Snover et al., 2006), as sacreBLEU 2.6.0 computes it.
#pragma once

#include "config/fields.h"
#include "metrics/metric.h"

namespace dragoman::metrics {

struct TerConfig {
  bool normalized = false;
  bool no_punct = false;
  bool asian_support = false;
  bool case_sensitive = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("normalized", normalized, "split punctuation off and undo XML escapes");
    visit("no_punct", no_punct, "remove punctuation");
    visit("asian_support", asian_support, "with the two above: also CJK characters and marks");
    visit("case_sensitive", case_sensitive, "do not ignore case");
  }
};

// Statistics: edits to the closest reference, mean length of the references. Lower is better; the
// score may exceed 100.
class Ter final : public Metric {
 public:
  explicit Ter(TerConfig config = {});

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const override;
  double score(std::span<const double> sums,
               Arithmetic arithmetic = Arithmetic::kExact) const override;
  bool stays_single(std::span<const double> sums) const override;
  std::string preprocess(std::string_view text) const override;

 private:
  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override;

  TerConfig config_;
};

// What tercom's tokenizer makes of a line; words are separated by white space.
std::string tokenize_tercom(std::string_view text, const TerConfig& config);

}  // namespace dragoman::metrics
