#include "rewards/scaling.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace dragoman::rewards {
namespace {

constexpr double kFlat = 1e-9;  // of the values' size: what rounding alone may make of equal ones

}  // namespace

Scaling::Scaling(std::span<Verdict* const> verdicts, std::span<const std::string> labels) {
  for (const std::string& label : labels) {
    std::vector<double> values;
    for (const Verdict* verdict : verdicts) {
      const auto part = verdict->parts.find(label);
      if (part != verdict->parts.end()) values.push_back(part->second);
    }
    if (values.empty()) continue;
    const auto count = static_cast<double>(values.size());
    double sum = 0.0;
    for (const double value : values) sum += value;
    const double mean = sum / count;
    double squares = 0.0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double deviation = std::sqrt(squares / count);
    const bool flat = deviation <= kFlat * std::max(1.0, std::abs(mean));
    spreads_[label] = {mean, flat ? 0.0 : deviation};
  }
}

double Scaling::scaled(const std::string& label, double value) const {
  const Spread& spread = spreads_.at(label);
  return spread.deviation == 0.0 ? 0.0 : (value - spread.mean) / spread.deviation;
}

}  // namespace dragoman::rewards
