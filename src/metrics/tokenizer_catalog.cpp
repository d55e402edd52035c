// Which tokenizers there are, and which one a language gets.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "metrics/tokenizer.h"

namespace dragoman::metrics {

const std::vector<NamedTokenizer>& tokenizers() {
  static const std::vector<NamedTokenizer> all = {{"none", tokenize_none},
                                                  {"zh", tokenize_zh},
                                                  {"13a", tokenize_13a},
                                                  {"intl", tokenize_intl},
                                                  {"char", tokenize_char}};
  return all;
}

Tokenizer find_tokenizer(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& entry : tokenizers()) {
    if (entry.name == name) return entry.tokenize;
    names.push_back(entry.name);
  }
  throw_input("unknown BLEU tokenizer {}; known: {}", name, fmt::join(names, ", "));
}

std::string tokenizer_for_language(std::string_view target_language) {
  const std::string_view language = target_language.substr(0, target_language.find_first_of("-_"));
  if (language == "ja" || language == "ko")
    throw_input(
        "BLEU for {} needs a morphological tokenizer, which is not built in; choose one of the "
        "others with --tokenize (char is the usual substitute)",
        target_language);
  return language == "zh" ? "zh" : "13a";
}

}  // namespace dragoman::metrics
