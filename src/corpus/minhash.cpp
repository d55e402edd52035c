#include "corpus/minhash.h"

#include <algorithm>

#include "base/random.h"

// The same loop for the instruction sets that are about; the numbers are whole, so all agree.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define DRAGOMAN_WIDE __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define DRAGOMAN_WIDE
#endif

namespace dragoman::corpus {
namespace {

constexpr size_t kLanes = 16;

// The least value of each of 16 hash functions over all shingles.
DRAGOMAN_WIDE void find_minima(const uint32_t* shingles, size_t count, const uint32_t* masks,
                               const uint32_t* factors, uint32_t* minima) {
  uint32_t least[kLanes];
  for (size_t i = 0; i < kLanes; ++i) least[i] = UINT32_MAX;
  for (size_t s = 0; s < count; ++s) {
    const uint32_t shingle = shingles[s];
    for (size_t i = 0; i < kLanes; ++i) {
      const uint32_t value = (shingle ^ masks[i]) * factors[i];
      least[i] = value < least[i] ? value : least[i];
    }
  }
  for (size_t i = 0; i < kLanes; ++i) minima[i] = least[i];
}

}  // namespace

std::vector<uint32_t> shingles_of(std::span<const Unit> units, int64_t length) {
  std::vector<uint32_t> shingles;
  if (units.empty()) return shingles;
  const size_t size = std::min(static_cast<size_t>(length), units.size());
  shingles.reserve(units.size() - size + 1);
  for (size_t i = 0; i + size <= units.size(); ++i)
    shingles.push_back(static_cast<uint32_t>(gram_hash(&units[i], size) >> 32));
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  return shingles;
}

double jaccard(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  size_t shared = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) ++shared;
    const uint32_t least = std::min(a[i], b[j]);
    i += a[i] == least ? 1 : 0;
    j += b[j] == least ? 1 : 0;
  }
  const size_t all = a.size() + b.size() - shared;
  return all == 0 ? 0.0 : static_cast<double>(shared) / static_cast<double>(all);
}

MinHash::MinHash(int64_t bands, int64_t rows)
    : bands_(static_cast<size_t>(bands)), rows_(static_cast<size_t>(rows)) {
  static_assert(kBlock == kLanes);
  const size_t count = (bands_ * rows_ + kBlock - 1) / kBlock * kBlock;
  Rng draws = Rng(0).derive("minhash");
  for (size_t i = 0; i < count; ++i) {
    masks_.push_back(static_cast<uint32_t>(draws.next()));
    factors_.push_back(static_cast<uint32_t>(draws.next()) | 1);
  }
}

std::vector<uint64_t> MinHash::keys(std::span<const uint32_t> shingles) const {
  std::vector<uint32_t> minima(masks_.size());
  for (size_t block = 0; block < minima.size(); block += kBlock)
    find_minima(shingles.data(), shingles.size(), &masks_[block], &factors_[block], &minima[block]);
  std::vector<uint64_t> keys;
  for (size_t band = 0; band < bands_; ++band) {
    uint64_t state = band;
    for (size_t row = 0; row < rows_; ++row)
      state = mixed(state ^ minima[band * rows_ + row]) + row;
    keys.push_back(mixed(state));
  }
  return keys;
}

}  // namespace dragoman::corpus
