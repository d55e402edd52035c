// How an invented language is written: its words as text and text as its words, letter case and
// numbers included.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transducers/tokens.h"
#include "transducers/word_codec.h"

namespace dragoman::transducers {

// Where a word stands: first in a sentence, where a capital is expected; elsewhere; or right after
// the letters or digits of another token.
enum class Place { kOpening, kInside, kGlued };

// Immutable.
class Speller {
 public:
  virtual ~Speller() = default;

  // A word with its marks of case among the affixes; some scripts show them by other letters.
  virtual std::string write(const Word& word, Place place) const = 0;
  virtual std::optional<Word> read(std::string_view text, Place place) const = 0;

  // Any token that is no word. read_other takes what it gives.
  virtual std::string write_other(const Token& token) const = 0;
  virtual std::string read_other(const Token& token) const = 0;

  // The tokens of a line of this language.
  virtual std::vector<Token> tokens(std::string_view line) const = 0;

  // Whether English letters in such a line may be words.
  virtual bool shares_letters() const = 0;

  // What no line but a literal one begins with.
  virtual std::string literal_mark() const = 0;
};

}  // namespace dragoman::transducers
