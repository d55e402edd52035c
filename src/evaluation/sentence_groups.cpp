#include "evaluation/sentence_groups.h"

#include <map>

namespace dragoman::evaluation {

std::vector<SentenceGroup> groups_by_label(const std::vector<std::string>& labels) {
  std::map<std::string, std::vector<size_t>> labelled;
  for (size_t i = 0; i < labels.size(); ++i) labelled[labels[i]].push_back(i);
  std::vector<SentenceGroup> groups;
  for (auto& [label, rows] : labelled)
    groups.push_back({label.empty() ? "(none)" : label, std::move(rows)});
  return groups;
}

}  // namespace dragoman::evaluation
