// The concepts one world speaks of: a share of the inventory, drawn by seed, with their
// frequencies.
#pragma once

#include <vector>

#include "base/random.h"
#include "worlds/concept.h"

namespace dragoman::worlds {

// Draws one of its concepts; earlier ones more often (Zipf's law with an offset of 2.7,
// Mandelbrot).
class ZipfPool {
 public:
  ZipfPool() = default;
  ZipfPool(std::vector<ConceptId> ranked, double exponent);

  ConceptId draw(Rng& rng) const;
  bool empty() const { return ranked_.empty(); }
  const std::vector<ConceptId>& ranked() const { return ranked_; }

 private:
  std::vector<ConceptId> ranked_;
  std::vector<double> cumulative_;  // ends at 1
};

// At most `roots` content concepts (every kind keeps its share and at least two of each) and all
// pronouns, relations and connectors, but no question words; in an order drawn by `rng`, which is
// their order of frequency.
std::vector<ConceptId> choose_vocabulary(int64_t roots, Rng rng);

// The words that questions are made of: who, what, cost, dollar.
std::vector<ConceptId> question_words();

// Pronouns, relations and connectors: few, and in every world.
bool is_closed_class(Category category);

}  // namespace dragoman::worlds
