#include "text/split_behavior.h"

#include <algorithm>

namespace dragoman::text {
namespace {

// Joins each part with its predecessor where `joins(part, previous)` says so.
template <class Joins>
std::vector<Part> join(const std::vector<Part>& parts, Joins joins) {
  std::vector<Part> joined;
  bool previous_match = false;
  for (const Part& part : parts) {
    if (!joined.empty() && joins(part.match, previous_match)) {
      joined.back().begin = std::min(joined.back().begin, part.begin);
      joined.back().end = std::max(joined.back().end, part.end);
    } else {
      joined.push_back(part);
    }
    previous_match = part.match;
  }
  return joined;
}

}  // namespace

std::vector<Part> apply_behavior(Behavior behavior, std::vector<Part> parts) {
  const auto absorbs = [](bool match, bool previous) { return match && !previous; };
  switch (behavior) {
    case Behavior::kIsolated: break;
    case Behavior::kRemoved:
      std::erase_if(parts, [](const Part& part) { return part.match; });
      break;
    case Behavior::kContiguous:
      return join(parts, [](bool match, bool previous) { return match == previous; });
    case Behavior::kMergedWithPrevious: return join(parts, absorbs);
    case Behavior::kMergedWithNext:
      std::reverse(parts.begin(), parts.end());
      parts = join(parts, absorbs);
      std::reverse(parts.begin(), parts.end());
      break;
  }
  return parts;
}

void append_parts(std::string_view text, const std::vector<Part>& parts, Pieces& pieces) {
  for (const Part& part : parts)
    pieces.views.push_back(text.substr(part.begin, part.end - part.begin));
}

Behavior read_behavior(const JsonPlace& place) {
  const std::string name = place.string("behavior");
  if (name == "Removed") return Behavior::kRemoved;
  if (name == "Isolated") return Behavior::kIsolated;
  if (name == "MergedWithPrevious") return Behavior::kMergedWithPrevious;
  if (name == "MergedWithNext") return Behavior::kMergedWithNext;
  if (name == "Contiguous") return Behavior::kContiguous;
  place.unsupported("the behavior " + name);
}

}  // namespace dragoman::text
