// A line of text cut into tokens. What must survive every translation is one token, kFixed:
// `code`, <<placeholders>>, addresses, single letters. The same rules hold for English and for what
// a transducer writes; only words look different there.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace dragoman::transducers {

enum class TokenKind { kWord, kNumber, kFixed, kMark, kSpace };

struct Token {
  TokenKind kind = TokenKind::kMark;
  std::string_view text;
};

enum class LetterCase { kSmall, kCapital, kCapitals };

// Where a fixed stretch that begins at `at` ends; nothing if none begins there: code between
// backticks, <<digits>>, web and mail addresses.
std::optional<size_t> fixed_end(std::string_view line, size_t at);

// Where the run of ASCII letters at `at` is cut: "McDonald" is Mc and Donald, "GSMs" is GSM and s.
size_t cased_word_end(std::string_view line, size_t at);

// The case of such a word.
LetterCase case_of(std::string_view word);

// English. Words are a … z in one of the three cases; a single letter is fixed unless it is the
// article or the pronoun. Numbers are ASCII digits, with commas between thousands.
std::vector<Token> english_tokens(std::string_view line);

// Where the number at `at`, a digit, ends.
size_t number_end(std::string_view line, size_t at);

bool is_ascii_letter(char c);
bool is_ascii_digit(char c);

}  // namespace dragoman::transducers
