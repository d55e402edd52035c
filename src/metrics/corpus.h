// Metrics over whole corpora: the table of sentence statistics, of which every corpus score, test
// and breakdown is a function.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/metric.h"

namespace dragoman::metrics {

// One row of statistics a sentence.
class Statistics {
 public:
  Statistics(size_t rows, size_t width) : width_(width), values_(rows * width, 0.0) {}

  size_t rows() const { return width_ == 0 ? 0 : values_.size() / width_; }
  size_t width() const { return width_; }
  std::span<double> row(size_t i) { return std::span(values_).subspan(i * width_, width_); }
  std::span<const double> row(size_t i) const {
    return std::span(values_).subspan(i * width_, width_);
  }

  std::vector<double> sums() const;  // over all rows, in their order
  // The rows added one by one, so that parts of a corpus sum up to the very bits of the whole.
  void add_to(std::span<double> total) const;
  std::vector<double> sums(std::span<const size_t> rows) const;

 private:
  size_t width_;
  std::vector<double> values_;
};

// What systems are compared with, sentence by sentence.
struct Corpus {
  std::vector<std::vector<std::string>> references = {};  // [sentence][reference], any number each
  // Each [sentence], or none at all.
  std::vector<std::string> sources = {};
  std::vector<std::vector<std::string>> mentions = {};  // an empty list: the sentence has no entity
  std::vector<std::vector<std::vector<std::string>>> terms = {};  // [sentence][term][translation]
  std::vector<std::string> documents = {};                        // equal for one document
  std::vector<std::string> target_languages = {};

  size_t size() const { return references.size(); }
  Segment segment(size_t i) const;
  std::optional<int64_t> reference_count() const;  // nullopt: differs between sentences
};

// One table a system, filled by several threads; every system has corpus.size() sentences.
// References are prepared once for all systems and let go at once, so memory does not grow with the
// corpus. A metric of whole documents fills the row of a document's first sentence; its other rows
// are 0. A corpus without what the metric needs is the user's error.
using Sentences = std::span<const std::string>;
std::vector<Statistics> corpus_statistics(const Metric& metric, std::span<const Sentences> systems,
                                          const Corpus& corpus);
std::vector<Statistics> corpus_statistics(const Metric& metric,
                                          std::span<const std::vector<std::string>> systems,
                                          const Corpus& corpus);

double corpus_score(const Metric& metric, const std::vector<std::string>& hypotheses,
                    const Corpus& corpus);

}  // namespace dragoman::metrics
