// A sentence as words: single blanks between them and "." or "?" at the end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::worlds {

// False if the text is not of that form.
bool split_sentence(std::string_view text, std::vector<std::string>& words, bool& question);

// The words alone, without a closing mark.
bool split_words(std::string_view text, std::vector<std::string>& words);

}  // namespace dragoman::worlds
