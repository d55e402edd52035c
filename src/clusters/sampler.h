// Training sets out of a clustered collection, after In2x (arXiv 2508.14472): grades of difficulty
// in a fixed ratio, every cluster as equally as it can, and inside a cluster other languages and
// labels first. What the first draw takes is epoch 1, what the second takes from the rest epoch 2.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clusters/difficulty.h"

namespace dragoman::clusters {

// Parts of the five grades, by grade - 1.
using Ratio = std::array<int64_t, kGrades>;

// "3:3:3:1:0": the very difficult first, as the paper writes it. Anything but five whole numbers
// from 0 to 1000, not all 0, is the user's error.
Ratio parse_ratio(std::string_view text);
std::string ratio_text(const Ratio& ratio);

struct SamplerConfig {
  Ratio ratio{0, 1, 3, 3, 3};
  int64_t count = 0;   // rows of an epoch; 0: as many as the ratio allows without repeating any
  int64_t epochs = 2;  // at least 1
  uint64_t seed = 0;
};

struct Candidate {
  int64_t cluster = 0;
  int grade = 3;  // 1 to 5
  std::string language;
  std::string label;  // of two levels: "maths/algebra"; of one: "maths"
};

struct GradeCount {
  int64_t wanted = 0;
  int64_t drawn = 0;     // at most what was wanted
  int64_t repeated = 0;  // of those drawn, the ones that an earlier epoch had
};

struct Epoch {
  std::vector<int64_t> rows;  // indices of candidates, rising; none twice
  std::array<GradeCount, kGrades> grades;
};

// The same candidates and seed give the same epochs. Where a grade has too few rows for the ratio,
// an epoch takes all it has, repeating rows of earlier epochs before going without; no other grade
// fills the gap. A count of 0 where the ratio allows no row is the user's error.
std::vector<Epoch> draw_epochs(std::span<const Candidate> candidates, const SamplerConfig& config);

// One sentence for each grade that fell short of its part or was repeated; empty where none was.
std::vector<std::string> shortages(const Epoch& epoch);

// Whether the items of this key are for RL, which `share` of all keys are; else they are for SFT.
// The key alone decides, so two sets drawn from the two sides never share one.
bool for_rl(std::string_view key, double share, uint64_t seed);

}  // namespace dragoman::clusters
