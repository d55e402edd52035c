#include "clusters/planted.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace dragoman::clusters {
namespace {

void scale_to_unit(std::vector<double>& vector) {
  double squared = 0.0;
  for (const double x : vector) squared += x * x;
  for (double& x : vector) x /= std::sqrt(squared);
}

std::vector<double> around(const std::vector<double>& centre, double deviation, Rng rng) {
  std::vector<double> vector = centre;
  for (double& x : vector) x += deviation * rng.normal();
  return vector;
}

}  // namespace

Planted plant(const PlantedConfig& config) {
  const Rng rng(config.seed);
  const auto width = static_cast<size_t>(config.width);
  std::vector<std::vector<double>> centres;
  for (int64_t i = 0; i < config.centres; ++i) {
    centres.push_back(around(std::vector<double>(width), 1.0, rng.derive("centre", i)));
    scale_to_unit(centres.back());
  }
  Planted made;
  made.rows = {nullptr, config.count, padded(config.width)};
  made.data = aligned_floats(config.count * made.rows.width);
  made.rows.data = made.data.get();
  std::fill_n(made.data.get(), config.count * made.rows.width, 0.0F);
  const double deviation = config.noise / std::sqrt(static_cast<double>(config.width));
  for (int64_t i = 0; i < config.count; ++i) {
    Rng draw = rng.derive("vector", i);
    const uint64_t centre = draw.below(static_cast<uint64_t>(config.centres));
    made.centres.push_back(static_cast<int64_t>(centre));
    auto vector = around(centres[centre], deviation, draw);
    if (config.unit) scale_to_unit(vector);
    for (size_t j = 0; j < width; ++j)
      made.data[static_cast<size_t>(i * made.rows.width) + j] =
          static_cast<float>(vector[j] + config.offset);
  }
  return made;
}

}  // namespace dragoman::clusters
