// A transducer: a language that nobody has seen, made from ordinary English text by rule and undone
// by rule. It stands for "a language no model was trained on" (Translate-R1, Jayarao et al. 2026):
// what it says is exactly what the English says, and a tool that knows the seed reads it without a
// mistake.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dragoman::transducers {

// How much of a text the grammar could carry; counts add up over calls.
struct Coverage {
  int64_t runs = 0;           // stretches of words between marks: what is reordered as one
  int64_t plain_runs = 0;     // of them, those put down word by word, without grammar
  int64_t literal_lines = 0;  // lines that stand as they were
};

// Immutable once made: any number of threads may use one.
class Transducer {
 public:
  virtual ~Transducer() = default;

  virtual std::string_view name() const = 0;      // as a recipe writes it: "s1"
  virtual std::string_view language() const = 0;  // a private BCP 47 code: "x-s1"
  virtual std::string_view script() const = 0;    // ISO 15924: "Latn"

  // decode(encode(text)) == text for every UTF-8 text; other bytes are the user's error. Lines are
  // encoded one by one: a line of the result belongs to the same line of the text.
  virtual std::string encode(std::string_view text, Coverage* coverage = nullptr) const = 0;

  // Words that encode cannot have written stay as they are. UTF-8, as above.
  virtual std::string decode(std::string_view text) const = 0;

  // The share of words that encode could have written, in [0, 1]; 0 of a text without words.
  virtual double recognized(std::string_view text) const = 0;
};

}  // namespace dragoman::transducers
