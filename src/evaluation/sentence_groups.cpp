#include "evaluation/sentence_groups.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace dragoman::evaluation {
namespace {

// Grades of difficulty stand in their order, before all other labels.
size_t place_of(std::string_view label) {
  constexpr std::array<std::string_view, 5> kGrades = {"very simple", "simple", "moderate",
                                                       "difficult", "very difficult"};
  return static_cast<size_t>(std::find(kGrades.begin(), kGrades.end(), label) - kGrades.begin());
}

}  // namespace

std::vector<SentenceGroup> groups_by_label(const std::vector<std::string>& labels) {
  std::map<std::string, std::vector<size_t>> labelled;
  for (size_t i = 0; i < labels.size(); ++i) labelled[labels[i]].push_back(i);
  std::vector<SentenceGroup> groups;
  for (auto& [label, rows] : labelled)
    groups.push_back({label.empty() ? "(none)" : label, std::move(rows)});
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) {
    return place_of(a.label) < place_of(b.label);
  });
  return groups;
}

}  // namespace dragoman::evaluation
