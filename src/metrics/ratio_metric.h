// The simple metrics: a hundred times Σ part / Σ whole over the sentences, where one function says
// part and whole of a hypothesis. With a whole of 1 the score is the mean over the sentences, with
// a whole of 0 the sentence has no say.
#pragma once

#include "metrics/metric.h"

namespace dragoman::metrics {

struct Ratio {
  double part = 0.0;
  double whole = 0.0;
};

class RatioMetric : public Metric {
 public:
  // `nothing` is the score where all wholes are 0.
  explicit RatioMetric(MetricInfo info, double nothing = 0.0);

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const final;
  double score(std::span<const double> sums,
               Arithmetic arithmetic = Arithmetic::kExact) const final;

 private:
  // `segment` has what info() asks for.
  virtual Ratio measure(std::string_view hypothesis, const Segment& segment) const = 0;

  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const final;

  double nothing_;
};

}  // namespace dragoman::metrics
