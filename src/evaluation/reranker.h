// Which of several translations of one source to take. No reference is needed: either they judge
// each other (minimum Bayes risk: Kumar & Byrne, 2004; Eikema & Aziz, 2020), or a metric that reads
// only the source judges them (quality estimation).
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/metric.h"

namespace dragoman::evaluation {

struct Candidates {
  std::string source = {};
  std::string target_language = {};
  std::vector<std::string> texts = {};  // not empty
};

class Reranker {
 public:
  virtual ~Reranker() = default;

  // For each item the position of its best text; of equally good ones the first. The more items in
  // one call the faster, where a metric is a network.
  virtual std::vector<size_t> choose(std::span<const Candidates> items) const = 0;
};

using MakeMetric = std::function<std::unique_ptr<const metrics::Metric>(std::string_view name)>;

// By name:
//   "mbr:METRIC"            the best mean sentence score against all texts. Equal texts count as
//                           often as they occur, and each also supports itself; n texts cost n².
//   "mbr_aggregate:METRIC"  the best score of the statistics summed over all texts, which n-gram
//                           metrics reach in time linear in n (see Metric::aggregate).
//   "METRIC"                the best sentence score of a metric that needs no reference.
// An unknown form, or a metric that doesn't fit it, is the user's error.
std::unique_ptr<Reranker> make_reranker(std::string_view name, const MakeMetric& make_metric);

}  // namespace dragoman::evaluation
