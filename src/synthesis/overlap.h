// How much two texts share, in the units of their script: words, or characters where no spaces are
// written.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "metrics/metric.h"

namespace dragoman::synthesis {

// "word" or "character".
const char* unit_of(std::string_view language);
int64_t count_units(std::string_view text, std::string_view language);

// The share of the text's runs of four units (eight characters) that the other text has too, in
// [0, 1].
class Overlap {
 public:
  explicit Overlap(std::string_view language);
  double share(std::string_view text, std::string_view other) const;

 private:
  std::unique_ptr<metrics::Metric> copies_;
};

}  // namespace dragoman::synthesis
