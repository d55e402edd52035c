// The word splitters of BLEU: text in, text with spaces between the tokens out. Each follows the
// published definition (mteval-v13a, mteval-v14 "international", the Chinese splitter of WMT) down
// to its accidents, because scores are compared across papers.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::metrics {

// Thread-safe; the result is split at white space afterwards.
using Tokenizer = std::string (*)(std::string_view);

std::string tokenize_none(std::string_view text);
std::string tokenize_13a(std::string_view text);
std::string tokenize_intl(std::string_view text);
std::string tokenize_zh(std::string_view text);
std::string tokenize_char(std::string_view text);

struct NamedTokenizer {
  std::string_view name;
  Tokenizer tokenize;
};

// Every tokenizer by the name that signatures show.
const std::vector<NamedTokenizer>& tokenizers();
Tokenizer find_tokenizer(std::string_view name);  // an unknown name is the user's error

// The tokenizer a target language asks for: zh for Chinese, 13a for most. Japanese and Korean need
// a dictionary-based one, so for them the user has to choose; that is an error which says so.
std::string tokenizer_for_language(std::string_view target_language);

// The substitutions that 13a, zh and TER's normalisation share.
bool is_western_punctuation(char c);  // ASCII punctuation except ' , - .
std::string surround_western_punctuation(std::string_view text);
std::string split_marks_after_nondigit(std::string_view text);   // "a," -> "a , "
std::string split_marks_before_nondigit(std::string_view text);  // ",a" -> " , a"
std::string split_dash_after_digit(std::string_view text);       // "1-" -> "1 - "
std::string unescape_xml(std::string_view text);                 // &quot; &amp; &lt; &gt;, in turn
std::string replace_all(std::string_view text, std::string_view what, std::string_view by);

}  // namespace dragoman::metrics
