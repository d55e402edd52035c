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
using Tokenizer = std::function<std::string(std::string_view)>;

std::string tokenize_none(std::string_view text);
std::string tokenize_13a(std::string_view text);
std::string tokenize_intl(std::string_view text);
std::string tokenize_zh(std::string_view text);
std::string tokenize_char(std::string_view text);

struct LoadedTokenizer {
  Tokenizer tokenize;
  std::string signature;  // as signatures name it
};

// What some tokenizers read; "" where the user named nothing.
struct TokenizerFiles {
  std::string sentencepiece_model = {};  // default: the one in sacreBLEU's own cache
  std::string mecab_dictionary = {};     // a folder
};

std::vector<std::string> tokenizer_names();

// One of those that read no file; another name is the user's error.
using PlainTokenizer = std::string (*)(std::string_view);
PlainTokenizer find_tokenizer(std::string_view name);

// An unknown name, or a file that is missing or of another kind, is the user's error.
LoadedTokenizer load_tokenizer(std::string_view name, const TokenizerFiles& files = {});

// What a target language ("zh", "ja", "ko") asks for; 13a for all others.
std::string tokenizer_for_language(std::string_view target_language);

// The substitutions that 13a, zh and TER's normalisation share.
std::string surround_western_punctuation(std::string_view text);  // ASCII but ' , - .
std::string split_marks_after_nondigit(std::string_view text);    // "a," -> "a , "
std::string split_marks_before_nondigit(std::string_view text);   // ",a" -> " , a"
std::string split_dash_after_digit(std::string_view text);        // "1-" -> "1 - "
std::string unescape_xml(std::string_view text);                  // &quot; &amp; &lt; &gt;, in turn

}  // namespace dragoman::metrics
