// Things that a translation carries over as they are: numbers, tags, placeholders, addresses.
// 100 · 2 Σ common / Σ (of the source + of the hypothesis), so that both a lost and an invented one
// count; 100 where neither side has any.
#pragma once

#include <functional>

#include "metrics/ratio_metric.h"

namespace dragoman::metrics {

class Preservation : public RatioMetric {
 public:
  using Find = std::function<std::vector<std::string>(std::string_view)>;

  // `find` gives the things of a text; it is called from several threads at once.
  Preservation(std::string name, Find find, std::vector<SignatureField> signature = {});

 private:
  Ratio measure(std::string_view hypothesis, const Segment& segment) const final;

  Find find_;
};

// What matches a regular expression in the syntax of text::Regex, from left to right.
Preservation::Find matches_of(std::string_view pattern);

}  // namespace dragoman::metrics
