// Documents packed into sequences. Each piece of a document is a segment of its own, which sees
// nothing of its neighbours; strategies are TRL's.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "training/documents.h"

namespace dragoman::training {

// A stretch of Documents::tokens, at least two tokens.
struct Piece {
  int64_t begin = 0;
  int64_t length = 0;
};
using PackedSequence = std::vector<Piece>;

struct PackingSettings {
  std::string strategy = "bfd_split";  // bfd, bfd_split, wrapped
  int64_t max_length = 0;              // tokens of a sequence
  int64_t min_length = 0;              // shorter documents are left out
};

// Documents are taken in an order drawn from `rng`; what would be a piece of one token is left out.
// "bfd" and "bfd_split": best fit decreasing, O(n log n) of n documents; "wrapped": end to end, all
// sequences but the last are full.
std::vector<PackedSequence> pack_documents(const Documents& documents,
                                           const PackingSettings& settings, Rng rng);

}  // namespace dragoman::training
