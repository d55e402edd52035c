#include "clusters/quality.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/error.h"

namespace dragoman::clusters {

double cosine(std::span<const float> first, std::span<const float> second) {
  DRAGOMAN_CHECK(first.size() == second.size(), "vectors of different widths");
  double product = 0.0;
  double squared_first = 0.0;
  double squared_second = 0.0;
  for (size_t i = 0; i < first.size(); ++i) {
    const double a = first[i];
    const double b = second[i];
    product += a * b;
    squared_first += a * a;
    squared_second += b * b;
  }
  const double lengths = std::sqrt(squared_first * squared_second);
  return lengths > 0.0 ? product / lengths : 0.0;
}

Quality::Quality(int64_t clusters)
    : least_(static_cast<size_t>(clusters), Neighbour{}.squared),
      representatives_(static_cast<size_t>(clusters), -1) {}

void Quality::add(const Neighbour& label, double likeness) {
  const auto cluster = static_cast<size_t>(label.row);
  if (label.squared < least_.at(cluster)) {
    least_[cluster] = label.squared;
    representatives_[cluster] = rows_;
  }
  sum_ += likeness;
  ++rows_;
}

double Quality::smoothness() const { return rows_ > 0 ? sum_ / static_cast<double>(rows_) : 0.0; }

int64_t Quality::occupied() const {
  return std::count_if(representatives_.begin(), representatives_.end(),
                       [](int64_t row) { return row >= 0; });
}

TagTable number_tags(std::span<const std::vector<std::string>> tags) {
  TagTable table;
  std::unordered_map<std::string, int32_t> numbers;
  for (const auto& row : tags) {
    auto& numbered = table.rows.emplace_back();
    for (const std::string& tag : row) {
      const auto [place, fresh] = numbers.try_emplace(tag, table.vocabulary);
      if (fresh) ++table.vocabulary;
      numbered.push_back(place->second);
    }
  }
  return table;
}

double recapture(const TagTable& tags, std::span<const int64_t> chosen) {
  if (tags.vocabulary == 0) return 1.0;
  std::vector<bool> seen(static_cast<size_t>(tags.vocabulary), false);
  int64_t found = 0;
  for (const int64_t row : chosen) {
    if (row < 0) continue;
    for (const int32_t tag : tags.rows.at(static_cast<size_t>(row))) {
      if (!seen[static_cast<size_t>(tag)]) ++found;
      seen[static_cast<size_t>(tag)] = true;
    }
  }
  return static_cast<double>(found) / tags.vocabulary;
}

}  // namespace dragoman::clusters
