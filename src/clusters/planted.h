// Vectors drawn around centres that are known: what tests and benchmarks cluster.
#pragma once

#include <cstdint>
#include <vector>

#include "clusters/distances.h"

namespace dragoman::clusters {

struct PlantedConfig {
  int64_t count = 1000;
  int64_t width = 16;
  int64_t centres = 10;
  double noise = 0.1;   // expected distance of a vector from its centre, which has length 1
  double offset = 0.0;  // added to every number
  bool unit = false;    // scaled to length 1, as sentence embeddings are, before the offset
  uint64_t seed = 0;
};

struct Planted {
  AlignedFloats data;
  Rows rows;                     // padded
  std::vector<int64_t> centres;  // which one each vector came from
};

Planted plant(const PlantedConfig& config);

}  // namespace dragoman::clusters
