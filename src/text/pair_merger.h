// The merging step of byte-pair encoding (Sennrich et al. 2016): of all neighbouring pairs the one
// of lowest rank, leftmost first, merges until none is left. Short rows of symbols scan a row of
// ranks; long ones keep a heap over a linked list, so that no input is quadratic.
#pragma once

#include <limits>
#include <span>

#include "text/model.h"
#include "text/pair_table.h"

namespace dragoman::text {

// Immutable; any number of threads may merge with one.
class PairMerger {
 public:
  // From "merges" of the file. The right token's continuing prefix, `prefix_bytes` long, is not
  // repeated inside the merged token. A token that the vocabulary lacks is the user's error.
  PairMerger(const ModelParts& parts, size_t prefix_bytes);

  // Merges in place; returns how many symbols are left at the front.
  size_t merge(std::span<TokenId> symbols) const {
    return symbols.size() <= kShort ? merge_short(symbols) : merge_long(symbols);
  }

 private:
  static constexpr size_t kShort = 48;  // symbols; up to here the scan wins over the heap

  // What a pair of neighbours becomes.
  struct Merge {
    int32_t rank = std::numeric_limits<int32_t>::max();  // lower ranks merge first
    TokenId id = -1;                                     // -1: the pair does not merge
  };

  // A pair that may merge; stale once one of its symbols has changed.
  struct Candidate {
    Merge merge;
    size_t position;
    bool operator>(const Candidate& other) const {
      return merge.rank != other.merge.rank ? merge.rank > other.merge.rank
                                            : position > other.position;
    }
  };

  Merge find(TokenId left, TokenId right) const {
    const Merge* merge = merges_.find(left, right);
    return merge == nullptr ? Merge{} : *merge;
  }
  size_t merge_short(std::span<TokenId> symbols) const;
  size_t merge_long(std::span<TokenId> symbols) const;

  PairTable<Merge> merges_;
};

}  // namespace dragoman::text
