#include "base/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace dragoman {
namespace {

constexpr size_t kLongestList = 16;

bool neighbours_swapped(std::string_view a, std::string_view b, size_t i, size_t j) {
  return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
}

}  // namespace

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> cost(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replace = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replace});
      if (neighbours_swapped(a, b, i, j)) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known) {
  constexpr size_t kLongestWord = 200;  // nobody mistypes a longer one
  if (word.empty() || word.size() > kLongestWord) return std::nullopt;
  size_t best = std::max<size_t>(1, word.size() / 3) + 1;
  std::optional<std::string_view> closest;
  for (const std::string_view candidate : known) {
    const bool shortened = word.size() >= 3 && candidate.starts_with(word);
    const size_t distance = shortened ? 1 : edit_distance(word, candidate);
    if (distance >= best) continue;
    best = distance;
    closest = candidate;
  }
  return closest;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
  const auto closest = nearest(word, known);
  std::string text = closest ? fmt::format("did you mean {}?", *closest) : "";
  if (closest && known.size() > kLongestList) return text;
  if (known.empty()) return "nothing may stand here";
  return fmt::format("{}{}known: {}", text, closest ? " " : "", fmt::join(known, ", "));
}

}  // namespace dragoman
