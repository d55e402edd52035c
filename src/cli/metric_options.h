// Metrics chosen on the command line, with their options as --METRIC.OPTION=VALUE.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/section.h"
#include "metrics/metric.h"

namespace dragoman::cli {

class MetricOptions {
 public:
  MetricOptions() = default;
  // Takes every "--edit.unit=word" and the like out of `args`; an unknown metric is the user's
  // error.
  explicit MetricOptions(std::vector<std::string>& args);

  // The metric of that name with what was given for it. An unknown name, option or value is the
  // user's error.
  std::unique_ptr<metrics::Metric> make(std::string_view name) const;

  // Of an option by its full name, "bleu.tokenize".
  bool has(std::string_view option) const;
  void set(std::string_view option, std::string_view value);

 private:
  config::Value options_{config::Table{}, {}, {}};
};

}  // namespace dragoman::cli
