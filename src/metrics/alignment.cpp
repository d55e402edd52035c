#include "metrics/alignment.h"

#include <algorithm>

#include "metrics/edit_distance.h"
#include "metrics/words.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

constexpr int64_t kUnitCost = int64_t{1} << 20;  // code points only decide between equal counts

std::vector<Unit> split_characters(std::string_view text) {
  std::vector<Unit> units;
  for_each_word(text, [&](std::string_view word) {
    if (!units.empty()) units.emplace_back(1, U' ');
    for (const char32_t c : text::to_code_points(word)) units.emplace_back(1, c);
  });
  return units;
}

int64_t cost_of(const Unit& unit) { return kUnitCost + std::ssize(unit); }

int64_t replacing(const Unit& a, const Unit& b) {
  return a == b ? 0 : kUnitCost + plain_edit_distance(a, b);
}

// Costs from the first i units of one to the first j of the other.
std::vector<std::vector<int64_t>> fill(const std::vector<Unit>& before,
                                       const std::vector<Unit>& after) {
  std::vector<std::vector<int64_t>> cost(before.size() + 1, std::vector<int64_t>(after.size() + 1));
  for (size_t i = 0; i < before.size(); ++i) cost[i + 1][0] = cost[i][0] + cost_of(before[i]);
  for (size_t j = 0; j < after.size(); ++j) cost[0][j + 1] = cost[0][j] + cost_of(after[j]);
  for (size_t i = 0; i < before.size(); ++i)
    for (size_t j = 0; j < after.size(); ++j)
      cost[i + 1][j + 1] =
          std::min({cost[i][j] + replacing(before[i], after[j]),
                    cost[i][j + 1] + cost_of(before[i]), cost[i + 1][j] + cost_of(after[j])});
  return cost;
}

}  // namespace

std::vector<Unit> split_units(std::string_view text, std::string_view unit) {
  if (unit == "character") return split_characters(text);
  std::vector<Unit> units;
  for_each_word(text, [&](std::string_view word) { units.push_back(text::to_code_points(word)); });
  return units;
}

std::string join_units(const std::vector<Unit>& units, std::string_view unit) {
  const bool spaced = unit != "character";
  std::string text;
  for (const Unit& each : units) {
    if (spaced && !text.empty()) text += ' ';
    text += text::to_utf8(each);
  }
  return text;
}

std::vector<Aligned> align(const std::vector<Unit>& before, const std::vector<Unit>& after) {
  const auto cost = fill(before, after);
  std::vector<Aligned> steps;
  size_t i = before.size();
  size_t j = after.size();
  while (i > 0 || j > 0) {
    const int64_t here = cost[i][j];
    if (i > 0 && j > 0 && here == cost[i - 1][j - 1] + replacing(before[i - 1], after[j - 1])) {
      --i, --j;
      steps.push_back({static_cast<int64_t>(i), static_cast<int64_t>(j), before[i] == after[j]});
    } else if (i > 0 && here == cost[i - 1][j] + cost_of(before[i - 1])) {
      steps.push_back({static_cast<int64_t>(--i), -1, false});
    } else {
      steps.push_back({-1, static_cast<int64_t>(--j), false});
    }
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

}  // namespace dragoman::metrics
