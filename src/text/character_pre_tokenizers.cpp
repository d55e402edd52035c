// Pre-tokenizers that tell delimiters character by character: WhitespaceSplit, Whitespace,
// Punctuation, BertPreTokenizer, CharDelimiterSplit.
#include <functional>

#include "text/character_class.h"
#include "text/pre_tokenizer.h"
#include "text/split_behavior.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

using Is = std::function<bool(char32_t)>;

// Each character that `is` names is a delimiter of its own.
class AtCharacters final : public PreTokenizer {
 public:
  AtCharacters(Is is, Behavior behavior) : is_(std::move(is)), behavior_(behavior) {}

  void split(std::string_view text, Pieces& pieces) const override {
    std::vector<Part> parts;
    size_t start = 0;
    for (size_t position = 0; position < text.size();) {
      const size_t begin = position;
      if (!is_(next_code_point(text, position))) continue;
      if (start < begin) parts.push_back({start, begin, false});
      parts.push_back({begin, position, true});
      start = position;
    }
    if (start < text.size()) parts.push_back({start, text.size(), false});
    append_parts(text, apply_behavior(behavior_, std::move(parts)), pieces);
  }

 private:
  Is is_;
  Behavior behavior_;
};

// Runs of characters of one kind; kind 0 is left out. A kind below 0 never makes a run.
template <int (*kKind)(char32_t)>
class ByKind final : public PreTokenizer {
 public:
  void split(std::string_view text, Pieces& pieces) const override {
    size_t start = 0;
    int current = 0;
    for (size_t position = 0; position <= text.size();) {
      const size_t begin = position;
      const int kind = position < text.size() ? kKind(next_code_point(text, position)) : 0;
      if (kind != current || kind < 0) {
        if (current != 0) pieces.views.push_back(text.substr(start, begin - start));
        start = begin;
        current = kind;
      }
      if (begin == text.size()) return;
    }
  }
};

int word_or_sign(char32_t c) {
  if (is_word_character(c)) return 1;
  return is_white_space(c) ? 0 : 2;
}

int bert_kind(char32_t c) {
  if (is_white_space(c)) return 0;
  return is_punctuation(c) ? -1 : 1;
}

}  // namespace

std::unique_ptr<PreTokenizer> make_whitespace_split(const JsonPlace&) {
  return std::make_unique<AtCharacters>(is_white_space, Behavior::kRemoved);
}

std::unique_ptr<PreTokenizer> make_punctuation(const JsonPlace& place) {
  const Behavior behavior = place.has("behavior") ? read_behavior(place) : Behavior::kIsolated;
  return std::make_unique<AtCharacters>(is_punctuation, behavior);
}

std::unique_ptr<PreTokenizer> make_char_delimiter_split(const JsonPlace& place) {
  const std::u32string delimiter = to_code_points(place.string("delimiter"));
  if (delimiter.size() != 1) throw_input("{}: \"delimiter\" must be one character", place.where());
  const auto is = [wanted = delimiter[0]](char32_t c) { return c == wanted; };
  return std::make_unique<AtCharacters>(is, Behavior::kRemoved);
}

std::unique_ptr<PreTokenizer> make_whitespace(const JsonPlace&) {
  return std::make_unique<ByKind<word_or_sign>>();
}

std::unique_ptr<PreTokenizer> make_bert_split(const JsonPlace&) {
  return std::make_unique<ByKind<bert_kind>>();
}

}  // namespace dragoman::text
