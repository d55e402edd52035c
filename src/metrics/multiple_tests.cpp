#include "metrics/multiple_tests.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"

namespace dragoman::metrics {
namespace {

// Places of the values, smallest first.
std::vector<size_t> ascending(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&values](size_t a, size_t b) { return values[a] < values[b]; });
  return order;
}

}  // namespace

std::vector<double> holm(const std::vector<double>& p_values) {
  const auto order = ascending(p_values);
  std::vector<double> out(p_values.size());
  double largest = 0.0;
  for (size_t k = 0; k < order.size(); ++k) {
    const double scaled = p_values[order[k]] * static_cast<double>(order.size() - k);
    largest = std::max(largest, std::min(scaled, 1.0));
    out[order[k]] = largest;
  }
  return out;
}

std::vector<double> benjamini_hochberg(const std::vector<double>& p_values) {
  const auto order = ascending(p_values);
  std::vector<double> out(p_values.size());
  double smallest = 1.0;
  for (size_t k = order.size(); k-- > 0;) {
    const double scale = static_cast<double>(order.size()) / static_cast<double>(k + 1);
    smallest = std::min(smallest, p_values[order[k]] * scale);
    out[order[k]] = smallest;
  }
  return out;
}

std::vector<double> adjusted(const std::vector<double>& p_values, std::string_view correction) {
  if (correction == "holm") return holm(p_values);
  if (correction == "benjamini-hochberg") return benjamini_hochberg(p_values);
  DRAGOMAN_CHECK(correction == "none", "a correction that there is");
  return p_values;
}

}  // namespace dragoman::metrics
