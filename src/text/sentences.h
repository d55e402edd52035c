// Where sentences end, as ICU knows it for each language.
#pragma once

#include <string_view>
#include <vector>

namespace dragoman::text {

// The sentences of a text, without the white space around them; none of a blank text. A full stop
// after one of the language's usual abbreviations ends nothing. `language` is a normalised code;
// for one that ICU doesn't know, rules hold that fit most languages.
std::vector<std::string_view> split_sentences(std::string_view text, std::string_view language);

// Whether sentences of the language stand with a space between them: not in Chinese, Japanese,
// Thai, Lao, Khmer, Burmese and Tibetan writing.
bool writes_spaces(std::string_view language);

}  // namespace dragoman::text
