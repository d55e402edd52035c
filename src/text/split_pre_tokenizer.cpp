// Cuts at the matches of a pattern and does with them what "behavior" says.
#include "text/pattern.h"
#include "text/pre_tokenizer.h"
#include "text/split_behavior.h"

namespace dragoman::text {
namespace {

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
    position = after_match(text, match);
  }
  if (covered < text.size()) parts.push_back({covered, text.size(), invert});
  return parts;
}

class Split final : public PreTokenizer {
 public:
  Split(Regex regex, Behavior behavior, bool invert)
      : regex_(std::move(regex)), behavior_(behavior), invert_(invert) {}

  void split(std::string_view text, Pieces& pieces) const override {
    append_parts(text, apply_behavior(behavior_, find_parts(regex_, text, invert_)), pieces);
  }

 private:
  Regex regex_;
  Behavior behavior_;
  bool invert_;
};

}  // namespace

std::unique_ptr<PreTokenizer> make_split(const JsonPlace& place) {
  return std::make_unique<Split>(read_pattern(place), read_behavior(place),
                                 place.flag("invert", false));
}

}  // namespace dragoman::text
