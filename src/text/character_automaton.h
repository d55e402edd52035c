// A set of characters as an automaton over the bytes of their UTF-8 forms.
#pragma once

#include <unicode/uniset.h>

#include <array>
#include <cstdint>
#include <vector>

namespace dragoman::text {

// Reads the bytes of one character; what is not UTF-8 is in no set. Immutable.
class CharacterAutomaton {
 public:
  static constexpr int16_t kDead = -1;
  static constexpr int16_t kWhole = -2;  // the character is complete, and in the set

  // A set without characters has no state but the first, which leads nowhere.
  explicit CharacterAutomaton(icu::UnicodeSet characters);

  int16_t start() const { return start_; }
  int16_t next(int16_t state, uint8_t byte) const { return rows_[state][byte]; }
  bool empty() const { return start_ == kDead; }

 private:
  using Row = std::array<int16_t, 256>;
  // Code points that share their first bytes, and how many bytes are still to come.
  struct Range {
    int32_t first = 0;
    int32_t left = 0;
    int32_t least = 0;  // what is below has a shorter form

    int32_t size() const { return 1 << (6 * left); }
  };

  int16_t state_of(const icu::UnicodeSet& characters, const Range& range);
  int16_t add(const Row& row);  // an equal row stands once; kDead for one that leads nowhere

  std::vector<Row> rows_;
  int16_t start_ = kDead;
};

}  // namespace dragoman::text
