// Sentences that have something in common: a domain, a document, a length.
#pragma once

#include <string>
#include <vector>

namespace dragoman::evaluation {

struct SentenceGroup {
  std::string label;
  std::vector<size_t> rows;
};

// One group a label, in alphabetical order, but grades from "very simple" to "very difficult" in
// theirs; "" is shown as "(none)".
std::vector<SentenceGroup> groups_by_label(const std::vector<std::string>& labels);

}  // namespace dragoman::evaluation
