// A corpus metric with additive sentence statistics: references are prepared once, every hypothesis
// gives a short vector of numbers, vectors are summed, and the sum gives the score. Sentence
// scores, corpus scores, significance tests and breakdowns all come from the same vectors.
//
//   const Chrf chrf{{.word_order = 2}};
//   const auto prepared = chrf.prepare({.references = references});
//   double reward = chrf.sentence_score(hypothesis, *prepared) / 100;
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/aggregate.h"
#include "metrics/signature.h"

namespace dragoman::metrics {

// What a hypothesis is compared with. Views; text is UTF-8.
struct Segment {
  std::span<const std::string> references = {};  // one or more; an empty string is a reference
  std::string_view source = {};                  // "" where a metric does not need it
  std::span<const std::string> mentions = {};    // names of one entity, of which any will do
  std::span<const std::vector<std::string>> terms = {};  // of each, the translations that will do
  std::string_view target_language = {};
};

// References in the form one metric wants them; owns its memory and does not change.
class PreparedReference {
 public:
  virtual ~PreparedReference() = default;
};

struct MetricInfo {
  std::string name;       // as printed: "BLEU", "chrF2++"
  size_t statistics = 0;  // numbers a sentence
  bool higher_is_better = true;
  bool needs_source = false;
  bool needs_references = true;
  bool needs_mentions = false;
  bool needs_terms = false;
  bool needs_language = false;   // the target's
  bool whole_documents = false;  // a segment is a document, its sentences joined by spaces
  bool in_batches = false;       // many sentences in one call are much faster than one by one
  int decimals = 1;              // that a report shows unless it is told how many
  std::vector<SignatureField> signature = {};
};

// The arithmetic of sums. Point scores are exact; resampled ones are what the reference tool's
// arrays give, because p-values count ties and near-ties.
enum class Arithmetic {
  kExact,    // double
  kFloat32,  // sums were added up in float and every operation between them rounds to float
  kInteger   // sums sit in an integer array: what is added to them loses its fraction
};

// Deterministic; all functions are const and safe to call from several threads at once.
class Metric {
 public:
  explicit Metric(MetricInfo info) : info_(std::move(info)) {}
  virtual ~Metric() = default;

  const MetricInfo& info() const { return info_; }

  // A segment without what the metric needs (references, source) is the user's error.
  std::unique_ptr<const PreparedReference> prepare(const Segment& segment) const;

  // Fills out[0 … info().statistics). `reference` comes from prepare() of an equal metric.
  virtual void statistics(std::string_view hypothesis, const PreparedReference& reference,
                          std::span<double> out) const = 0;

  // The same for many: hypotheses[i] against segments[i], a row of statistics each.
  virtual void batch_statistics(std::span<const std::string_view> hypotheses,
                                std::span<const Segment> segments, std::span<double> out) const;

  // All these references at once. Metrics that sum n-grams do it in time linear in their number;
  // any other compares with one after the other.
  virtual std::unique_ptr<const Aggregate> aggregate(std::span<const Counted> references) const;

  // The score, usually 0 … 100, of summed statistics.
  virtual double score(std::span<const double> sums,
                       Arithmetic arithmetic = Arithmetic::kExact) const = 0;

  // Whether the score of such float sums is itself a float; a constant for an undefined case is
  // not.
  virtual bool stays_single(std::span<const double> sums) const;

  // The text as the metric counts it, for those that count words; else the text itself.
  virtual std::string preprocess(std::string_view text) const;

  // What a verbose line adds behind the score; "" for most metrics.
  virtual std::string details(std::span<const double> sums) const;

  double sentence_score(std::string_view hypothesis, const PreparedReference& reference) const;
  double sentence_score(std::string_view hypothesis, const Segment& segment) const;

 private:
  virtual std::unique_ptr<const PreparedReference> prepare_checked(
      const Segment& segment) const = 0;

  MetricInfo info_;
};

}  // namespace dragoman::metrics
