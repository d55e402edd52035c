#include "transducers/word_errors.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "text/utf8.h"
#include "transducers/english_word.h"
#include "transducers/morphology.h"

namespace dragoman::transducers {
namespace {

constexpr auto kNouns = std::to_array<std::string_view>(
    {"stone", "river", "garden", "letter", "window", "horse", "bread", "music", "table", "winter",
     "friend", "number", "market", "island", "engine", "doctor"});

// Words that stand alone or in front of an apostrophe or a hyphen; no formulas.
std::vector<Token> content_words(std::string_view line) {
  const std::vector<Token> tokens = english_tokens(line);
  std::vector<Token> words;
  for (const Item& item : lay_out(line, tokens, true).items)
    for (const Token& token : item.tokens)
      if (!item.fixed && token.kind == TokenKind::kWord && token.text.size() >= 3 &&
          !is_function_word(lower_ascii(token.text)))
        words.push_back(token);
  return words;
}

std::vector<std::string> choices_of(const std::vector<Token>& words) {
  std::vector<std::string> choices;
  for (const Token& word : words) choices.push_back(lower_ascii(word.text));
  std::ranges::sort(choices);
  choices.erase(std::unique(choices.begin(), choices.end()), choices.end());
  if (choices.size() < 2) choices.assign(kNouns.begin(), kNouns.end());
  return choices;
}

std::string another(std::string_view word, const std::vector<std::string>& choices, Rng& rng) {
  const std::string own = lower_ascii(word);
  auto choice = rng.below(choices.size());
  if (choices[choice] == own)
    choice = (choice + 1 + rng.below(choices.size() - 1)) % choices.size();
  return in_case(choices[choice], case_of(word));
}

}  // namespace

std::string with_word_errors(std::string_view english, double rate, uint64_t seed) {
  if (!(rate >= 0 && rate <= 1)) throw_input("word_error_rate is {}; it lies in [0, 1]", rate);
  std::vector<Token> words;
  for (const std::string_view line : text::split(english, '\n'))
    for (const Token& word : content_words(line)) words.push_back(word);
  Rng rng = Rng(seed).derive("word errors").derive(english);
  const auto errors = static_cast<size_t>(rate * static_cast<double>(words.size()) + rng.uniform());
  const std::vector<std::string> choices = choices_of(words);
  rng.shuffle(words);
  words.resize(std::min(errors, words.size()));
  std::ranges::sort(words, {}, [](const Token& word) { return word.text.data(); });
  std::string text;
  const char* at = english.data();
  for (const Token& word : words) {
    text.append(at, word.text.data()).append(another(word.text, choices, rng));
    at = word.text.data() + word.text.size();
  }
  return text.append(at, english.data() + english.size());
}

}  // namespace dragoman::transducers
