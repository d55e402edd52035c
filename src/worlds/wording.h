// All the texts that say one thing, as a tree of choices, and the one of them that is nearest to a
// given text.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace dragoman::worlds {

// A set of word sequences. Plain values.
struct Wording {
  enum class Kind {
    kWord,      // one of `words`, the usual one first
    kSequence,  // the parts in order; without parts the empty sequence
    kChoice,    // one of the parts
    kAnyOrder   // all parts, in any order; at most 12
  };
  Kind kind = Kind::kSequence;
  std::vector<std::string> words = {};
  std::vector<Wording> parts = {};
};

Wording word(std::string text);
Wording any_word(std::vector<std::string> words);
Wording sequence(std::vector<Wording> parts);
Wording choice(std::vector<Wording> parts);
Wording any_order(std::vector<Wording> parts);
Wording optional(Wording part);

// One step from a text to another: a word is kept (equal), replaced, inserted (`before` is empty)
// or removed (`after` is empty).
struct WordStep {
  std::string before;
  std::string after;

  bool kept() const { return before == after; }
};

// The way to the sequence of `wording` with the fewest words inserted, removed and replaced; among
// those, to the one with the fewest characters changed in them. Exact and deterministic.
std::vector<WordStep> nearest(const Wording& wording, std::span<const std::string> words);

}  // namespace dragoman::worlds
