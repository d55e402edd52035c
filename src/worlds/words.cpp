#include "worlds/words.h"

namespace dragoman::worlds {

bool split_words(std::string_view text, std::vector<std::string>& words) {
  for (;;) {
    const size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    if (word.empty()) return false;
    words.emplace_back(word);
    if (blank == std::string_view::npos) return true;
    text.remove_prefix(blank + 1);
  }
}

bool split_sentence(std::string_view text, std::vector<std::string>& words, bool& question) {
  if (text.empty() || (text.back() != '.' && text.back() != '?')) return false;
  question = text.back() == '?';
  text.remove_suffix(1);
  return split_words(text, words);
}

}  // namespace dragoman::worlds
