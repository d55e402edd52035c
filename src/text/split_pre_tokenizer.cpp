// Cuts at the matches of a pattern and does with them what "behavior" says.
#include <algorithm>

#include "text/pre_tokenizer.h"
#include "text/regex.h"

namespace dragoman::text {
namespace {

enum class Behavior { kRemoved, kIsolated, kMergedWithPrevious, kMergedWithNext, kContiguous };

struct Part {
  size_t begin;
  size_t end;
  bool match;
};

// Matches and what lies between them, in order, covering the text.
std::vector<Part> find_parts(const Regex& regex, std::string_view text, bool invert) {
  std::vector<Part> parts;
  size_t position = 0;
  size_t covered = 0;
  Regex::Match match;
  while (position <= text.size() && regex.find(text, position, match)) {
    if (match.begin > covered) parts.push_back({covered, match.begin, invert});
    if (match.end > match.begin) parts.push_back({match.begin, match.end, !invert});
    covered = match.end;
    position = match.end;
    if (match.end > match.begin) continue;
    do {  // an empty match: go on at the next character
      ++position;
    } while (position < text.size() && (static_cast<unsigned char>(text[position]) & 0xC0) == 0x80);
  }
  if (covered < text.size()) parts.push_back({covered, text.size(), invert});
  return parts;
}

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

std::vector<Part> apply(Behavior behavior, std::vector<Part> parts) {
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

class Split final : public PreTokenizer {
 public:
  Split(Regex regex, Behavior behavior, bool invert)
      : regex_(std::move(regex)), behavior_(behavior), invert_(invert) {}

  void split(std::string_view text, Pieces& pieces) const override {
    for (const Part& part : apply(behavior_, find_parts(regex_, text, invert_)))
      pieces.views.push_back(text.substr(part.begin, part.end - part.begin));
  }

 private:
  Regex regex_;
  Behavior behavior_;
  bool invert_;
};

Behavior behavior_of(const JsonPlace& place) {
  const std::string name = place.string("behavior");
  if (name == "Removed") return Behavior::kRemoved;
  if (name == "Isolated") return Behavior::kIsolated;
  if (name == "MergedWithPrevious") return Behavior::kMergedWithPrevious;
  if (name == "MergedWithNext") return Behavior::kMergedWithNext;
  if (name == "Contiguous") return Behavior::kContiguous;
  place.unsupported("the behavior " + name);
}

Regex pattern_of(const JsonPlace& place) {
  const auto pattern = place.child("pattern");
  if (!pattern) throw_input("{}: \"pattern\" is missing", place.where());
  if (pattern->has("Regex"))
    return {pattern->string("Regex"), Regex::Syntax::kOniguruma, pattern->where()};
  return {pattern->string("String"), Regex::Syntax::kLiteral, pattern->where()};
}

}  // namespace

std::unique_ptr<PreTokenizer> make_split(const JsonPlace& place) {
  return std::make_unique<Split>(pattern_of(place), behavior_of(place),
                                 place.flag("invert", false));
}

}  // namespace dragoman::text
