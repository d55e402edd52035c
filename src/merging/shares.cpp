#include "merging/shares.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "merging/vectorized.h"

namespace dragoman::merging {

std::vector<double> fixed_shares(const Settings& settings) {
  std::vector<double> shares = settings.weight;
  if (!settings.normalize) return shares;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

void give_weights(const Piece& piece, const Shares& shares, std::span<const double> weight) {
  for (size_t k = 0; k < piece.models.size(); ++k)
    std::fill_n(shares.of_model(k), piece.count, weight[k]);
}

DRAGOMAN_VECTORIZED
void keep_largest(const Piece& piece, const Shares& shares, std::span<const Cut> cuts) {
  for (size_t k = 0; k < piece.models.size(); ++k) {
    double* row = shares.of_model(k);
    for (size_t i = 0; i < piece.count; ++i) {
      const bool keeps =
          cuts[k].takes(size_key(piece.change(k, i)), piece.begin + static_cast<int64_t>(i));
      row[i] = keeps ? row[i] : 0.0;
    }
  }
}

std::vector<Cut> cuts_by_size(const Parts& parts, std::span<const double> density) {
  std::vector<int64_t> counts;
  for (const double share : density) counts.push_back(quota(share, parts.size()));
  return find_cuts(parts, counts, [](const Stretch& stretch, size_t k, uint32_t* keys) {
    for (size_t i = 0; i < stretch.count; ++i)
      keys[i] = size_key(stretch.models[k][i] - stretch.base[i]);
  });
}

Dropping::Dropping(const Parts& parts, const Settings& settings) : density_(settings.density) {
  const Rng stream = Rng(settings.seed).derive("dare").derive(parts.name());
  for (size_t k = 0; k < parts.models(); ++k) streams_.push_back(stream.derive("model", k));
}

void Dropping::drop(const Piece& piece, const Shares& shares) const {
  for (size_t k = 0; k < piece.models.size(); ++k) {
    if (density_[k] >= 1.0) continue;
    Rng draws = Rng::at(streams_[k].key(), static_cast<uint64_t>(piece.begin));
    const double scale = 1.0 / density_[k];
    double* row = shares.of_model(k);
    for (size_t i = 0; i < piece.count; ++i)
      row[i] = draws.uniform() < density_[k] ? row[i] * scale : 0.0;
  }
}

DRAGOMAN_VECTORIZED
void elect_signs(const Piece& piece, const Shares& shares) {
  double sums[kPiece] = {};
  for (size_t k = 0; k < piece.models.size(); ++k) {
    const double* row = shares.of_model(k);
    for (size_t i = 0; i < piece.count; ++i) sums[i] += row[i] * piece.change(k, i);
  }
  for (size_t k = 0; k < piece.models.size(); ++k) {
    double* row = shares.of_model(k);
    for (size_t i = 0; i < piece.count; ++i) {
      const double added = row[i] * piece.change(k, i);
      const bool agrees = sums[i] >= 0.0 ? added > 0.0 : added < 0.0;
      row[i] = agrees ? row[i] : 0.0;
    }
  }
}

DRAGOMAN_VECTORIZED
void normalize(const Piece& piece, const Shares& shares, std::span<const double> density) {
  double sums[kPiece] = {};
  for (size_t k = 0; k < piece.models.size(); ++k) {
    const double scale = density.empty() ? 1.0 : density[k];
    for (size_t i = 0; i < piece.count; ++i) sums[i] += shares.of_model(k)[i] * scale;
  }
  for (size_t i = 0; i < piece.count; ++i) sums[i] = sums[i] == 0.0 ? 1.0 : sums[i];
  for (size_t k = 0; k < piece.models.size(); ++k)
    for (size_t i = 0; i < piece.count; ++i) shares.of_model(k)[i] /= sums[i];
}

DRAGOMAN_VECTORIZED
void add_to_base(const Piece& piece, const Shares& shares, double lambda) {
  constexpr double kRounding = 1e-14;  // what is left of 1 by sums of shares
  double* base = shares.of_base();
  std::fill_n(base, piece.count, 1.0);
  for (size_t k = 0; k < piece.models.size(); ++k) {
    double* row = shares.of_model(k);
    for (size_t i = 0; i < piece.count; ++i) {
      row[i] *= lambda;
      base[i] -= row[i];
    }
  }
  for (size_t i = 0; i < piece.count; ++i) base[i] = std::abs(base[i]) < kRounding ? 0.0 : base[i];
}

}  // namespace dragoman::merging
