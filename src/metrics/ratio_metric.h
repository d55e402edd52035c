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

// A copy of the segment, for metrics with nothing to prepare.
class PreparedSegment final : public PreparedReference {
 public:
  explicit PreparedSegment(const Segment& segment)
      : references_(segment.references.begin(), segment.references.end()),
        source_(segment.source),
        mentions_(segment.mentions.begin(), segment.mentions.end()),
        terms_(segment.terms.begin(), segment.terms.end()),
        target_language_(segment.target_language) {}

  Segment segment() const { return {references_, source_, mentions_, terms_, target_language_}; }

 private:
  std::vector<std::string> references_;
  std::string source_;
  std::vector<std::string> mentions_;
  std::vector<std::vector<std::string>> terms_;
  std::string target_language_;
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
