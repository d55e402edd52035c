// The n-grams of a reference, ready to be matched against many hypotheses.
// Idea: a trie in one open-addressed table. An n-gram is the slot of its (n-1)-gram prefix plus its
// last symbol, so equality is exact, no string is ever built, and a hypothesis stops looking at the
// first prefix the reference does not have. Cost: order × length table probes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::metrics {

// A code point or a word id, plus one; 0 stands for "nothing the reference contains".
using Symbol = uint32_t;

class NgramTable {
 public:
  // Counts every n-gram of 1 … max_order symbols. Of several sequences, the largest count holds.
  NgramTable(std::span<const std::vector<Symbol>> sequences, int max_order);

  // matches[n-1] = Σ over n-grams of min(count here, count there), for n = 1 … max_order.
  void match(std::span<const Symbol> symbols, std::span<int64_t> matches) const;

 private:
  struct Slot {
    uint32_t prefix;
    Symbol symbol;  // 0: free
    uint32_t count;
  };

  void add(std::span<const Symbol> symbols, std::vector<uint32_t>& counts);
  uint32_t find(uint32_t prefix, Symbol symbol) const;  // its slot, or the free one where it goes

  int max_order_;
  uint32_t mask_;
  std::vector<Slot> slots_;
};

// Words numbered from 1 in the order of their first use.
class Vocabulary {
 public:
  Symbol add(std::string_view word);
  Symbol find(std::string_view word) const;  // 0 when unknown

 private:
  struct Word {
    uint32_t hash;
    uint32_t begin;  // of its bytes in text_
    uint32_t length;
  };

  size_t slot_of(std::string_view word, uint32_t hash) const;
  void grow();

  std::string text_;
  std::vector<Word> words_;
  std::vector<Symbol> slots_;
};

}  // namespace dragoman::metrics
