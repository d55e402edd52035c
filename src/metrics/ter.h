// TER, the translation edit rate (Snover et al., 2006), as sacreBLEU 2.6.0 computes it.
#pragma once

#include "metrics/metric.h"

namespace dragoman::metrics {

struct TerConfig {
  bool normalized = false;
  bool no_punct = false;
  bool asian_support = false;
  bool case_sensitive = false;
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

 private:
  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override;

  TerConfig config_;
};

// What tercom's tokenizer makes of a line; words are separated by white space.
std::string tokenize_tercom(std::string_view text, const TerConfig& config);

}  // namespace dragoman::metrics
