// The edit count of TER (Snover et al., 2006): Levenshtein distance over words plus block shifts,
// found greedily with the limits of tercom and of sacreBLEU's port of it.
#pragma once

#include <cstdint>
#include <span>

#include "metrics/ngram_table.h"

namespace dragoman::metrics {

// Shifts plus edits from `hypothesis` to `reference`. Equal words have equal symbols; 0 is a word
// the reference lacks.
int64_t ter_edits(std::span<const Symbol> hypothesis, std::span<const Symbol> reference);

}  // namespace dragoman::metrics
