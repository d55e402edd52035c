// Euclidean distances between rows of float32, which is where clustering spends its time. Each
// distance is the sum of squared differences, never |a|^2 + |b|^2 - 2ab, so vectors far from the
// origin lose nothing. Sums go over 32 lanes in one fixed order: the instruction set of the machine
// changes the speed and not one bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace dragoman::clusters {

// Rows are padded with zeros to a multiple of this many floats.
constexpr int64_t kLanes = 32;

constexpr int64_t padded(int64_t width) { return (width + kLanes - 1) / kLanes * kLanes; }

struct FreeAligned {
  void operator()(float* memory) const;
};
using AlignedFloats = std::unique_ptr<float[], FreeAligned>;

// `count` floats on a cache line's border, not initialised.
AlignedFloats aligned_floats(int64_t count);

// Rows one after another; `width` is padded.
struct Rows {
  const float* data = nullptr;
  int64_t count = 0;
  int64_t width = 0;

  const float* row(int64_t index) const { return data + index * width; }
};

struct Neighbour {
  int64_t row = -1;
  float squared = std::numeric_limits<float>::infinity();
};

// The nearest of the rows, if it is nearer than `best`; else `best`. The first one wins a tie.
Neighbour nearest_row(const float* point, const Rows& rows, Neighbour best = {});

// Puts every row with a squared distance below `bound` into `found`, which is emptied first.
void rows_within(const float* point, const Rows& rows, float bound, std::vector<Neighbour>& found);

// A mean of about 48 bits as the sum of two floats: `high` alone is the float nearest to it.
struct Mean {
  const float* high = nullptr;
  const float* low = nullptr;
};

// In double precision.
double squared_distance(const Mean& first, const Mean& second, int64_t width);

struct MovedMean {
  float* high = nullptr;
  float* low = nullptr;
};

// mean += share * (goal - mean), in double precision; returns the squared distance before.
double move_mean(const MovedMean& mean, const Mean& goal, double share, int64_t width);

}  // namespace dragoman::clusters
