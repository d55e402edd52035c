// "pattern" of a tokenizer.json: {"String": …} or {"Regex": …}.
#pragma once

#include <string>
#include <string_view>

#include "text/json_place.h"
#include "text/regex.h"

namespace dragoman::text {

// An empty string matches nowhere.
Regex read_pattern(const JsonPlace& place);

// Appends `text` with every match replaced by `content`, as it is; false, and nothing appended,
// where there is no match.
bool replace_matches(const Regex& regex, std::string_view text, std::string_view content,
                     std::string& out);

// Where to search on after a match: past it, or past the next character where it is empty.
size_t after_match(std::string_view text, const Regex::Match& match);

}  // namespace dragoman::text
