// What a pre-tokenizer does with the delimiters it cuts at ("behavior" of a tokenizer.json).
#pragma once

#include <string_view>
#include <vector>

#include "text/json_place.h"
#include "text/pre_tokenizer.h"

namespace dragoman::text {

enum class Behavior { kRemoved, kIsolated, kMergedWithPrevious, kMergedWithNext, kContiguous };

// A stretch of bytes: a delimiter (a match), or what lies between two.
struct Part {
  size_t begin;
  size_t end;
  bool match;
};

// `parts` in order, covering the text.
std::vector<Part> apply_behavior(Behavior behavior, std::vector<Part> parts);

// Appends the parts of `text` to `pieces`.
void append_parts(std::string_view text, const std::vector<Part>& parts, Pieces& pieces);

// From "behavior"; one that is not known is an Error naming it.
Behavior read_behavior(const JsonPlace& place);

}  // namespace dragoman::text
