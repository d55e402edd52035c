#include "merging/tensor_merge.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "merging/numbers.h"
#include "merging/vectorized.h"

namespace dragoman::merging {
namespace {

constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15ULL;

uint64_t mix(uint64_t state, uint64_t word) { return std::rotl((state ^ word) * kMultiplier, 29); }

// Whether changes agree in their sign, over a piece.
DRAGOMAN_VECTORIZED
void compare_signs(std::span<const float* const> changes, size_t begin, size_t count,
                   Overlap& overlap) {
  uint32_t up[kPiece] = {}, down[kPiece] = {};
  for (const float* change : changes)
    for (size_t i = 0; i < count; ++i) {
      up[i] += change[begin + i] > 0.0F ? 1U : 0U;
      down[i] += change[begin + i] < 0.0F ? 1U : 0U;
    }
  uint32_t compared = 0, agreeing = 0;
  for (size_t i = 0; i < count; ++i) {
    const uint32_t several = up[i] + down[i] > 1 ? 1U : 0U;
    compared += several;
    agreeing += several & (up[i] == 0 || down[i] == 0 ? 1U : 0U);
  }
  overlap.compared += compared;
  overlap.agreeing += agreeing;
}

// Rows of shares, of one thread.
class SharePlace {
 public:
  explicit SharePlace(size_t models) : values_((models + 1) * kPiece) {
    for (size_t row = 0; row <= models; ++row) shares_.rows.push_back(&values_[row * kPiece]);
  }
  const Shares& shares() const { return shares_; }

 private:
  std::vector<double> values_;
  Shares shares_;
};

// A share of 0 adds nothing, not even a sign to a zero.
DRAGOMAN_VECTORIZED
void combine(const Piece& piece, const Shares& shares, float* out) {
  double sums[kPiece];
  std::fill_n(sums, piece.count, -0.0);
  const auto add = [&](const float* values, const double* row) {
    for (size_t i = 0; i < piece.count; ++i)
      sums[i] += row[i] == 0.0 ? -0.0 : row[i] * static_cast<double>(values[i]);
  };
  add(piece.base, shares.of_base());
  for (size_t k = 0; k < piece.models.size(); ++k) add(piece.models[k], shares.of_model(k));
  for (size_t i = 0; i < piece.count; ++i) out[i] = static_cast<float>(sums[i]);
}

DRAGOMAN_VECTORIZED
void count_taken(const Piece& piece, const Shares& shares, Overlap& overlap) {
  for (size_t k = 0; k < piece.models.size(); ++k) {
    const double* row = shares.of_model(k);
    int64_t taken = 0;
    for (size_t i = 0; i < piece.count; ++i) taken += row[i] != 0.0 ? 1 : 0;
    overlap.taken[k] += taken;
  }
}

class TensorMerge {
 public:
  TensorMerge(const Parts& parts, const Share& share, const std::string& dtype)
      : parts_(parts),
        share_(share),
        dtype_(dtype),
        element_(static_cast<size_t>(checkpoints::find_dtype(dtype)->size)),
        wave_(std::min(kWave, parts.stretches()) * kStretch * element_),
        overlaps_(parts.stretches()),
        hashes_(parts.stretches() * (parts.models() + 1)) {}

  TensorResult run(const std::function<void(std::span<const std::byte>)>& write) {
    parts_.visit([this](const Stretch& stretch) { merge(stretch); },
                 [&](size_t first, size_t last) {
                   const size_t end = std::min(static_cast<size_t>(parts_.size()), last * kStretch);
                   write({wave_.data(), (end - first * kStretch) * element_});
                 });
    TensorResult result;
    result.hashes.resize(parts_.models() + 1);
    result.overlap.taken.resize(parts_.models());
    for (const Overlap& overlap : overlaps_) result.overlap.add(overlap);
    for (size_t i = 0; i < hashes_.size(); ++i) {
      uint64_t& hash = result.hashes[i % result.hashes.size()];
      hash = mix(hash, hashes_[i]);
    }
    return result;
  }

 private:
  void merge(const Stretch& stretch) {
    Overlap& overlap = overlaps_[stretch.index];
    overlap.size = static_cast<int64_t>(stretch.count);
    overlap.taken.resize(parts_.models());
    const std::vector<const float*> changes = changes_of(stretch);
    overlap.products = products_of(changes, stretch.count);
    for (size_t s = 0; s <= parts_.models(); ++s)
      hashes_[stretch.index * (parts_.models() + 1) + s] = content_hash(parts_.bytes(s, stretch));
    const SharePlace place(parts_.models());
    std::vector<float> merged(stretch.count);
    for (size_t begin = 0; begin < stretch.count; begin += kPiece) {
      const Piece piece = piece_of(stretch, begin);
      compare_signs(changes, begin, piece.count, overlap);
      share_(piece, place.shares());
      count_taken(piece, place.shares(), overlap);
      combine(piece, place.shares(), merged.data() + begin);
    }
    std::byte* out = wave_.data() + stretch.index % kWave * kStretch * element_;
    if (!write_floats(merged, dtype_, out))
      throw_input("merge: {} would have values that {} can't hold", parts_.name(), dtype_);
  }

  static Piece piece_of(const Stretch& stretch, size_t begin) {
    Piece piece{stretch.begin + static_cast<int64_t>(begin),
                std::min(kPiece, stretch.count - begin),
                stretch.base + begin,
                {}};
    for (const float* model : stretch.models) piece.models.push_back(model + begin);
    return piece;
  }

  const Parts& parts_;
  const Share& share_;
  const std::string& dtype_;
  size_t element_;                 // bytes
  std::vector<std::byte> wave_;    // merged elements
  std::vector<Overlap> overlaps_;  // by stretch, as are the hashes
  std::vector<uint64_t> hashes_;
};

}  // namespace

void Overlap::add(const Overlap& other) {
  size += other.size;
  add_products(other.products, products);
  compared += other.compared;
  agreeing += other.agreeing;
  taken.resize(std::max(taken.size(), other.taken.size()));
  for (size_t k = 0; k < other.taken.size(); ++k) taken[k] += other.taken[k];
}

uint64_t content_hash(std::span<const std::byte> bytes) {
  constexpr size_t kStates = 4;
  uint64_t states[kStates] = {1, 2, 3, bytes.size()};
  for (; bytes.size() >= sizeof states; bytes = bytes.subspan(sizeof states)) {
    uint64_t words[kStates];
    std::memcpy(words, bytes.data(), sizeof words);
    for (size_t s = 0; s < kStates; ++s) states[s] = mix(states[s], words[s]);
  }
  uint64_t words[kStates] = {};
  if (!bytes.empty()) std::memcpy(words, bytes.data(), bytes.size());
  uint64_t hash = 0;
  for (size_t s = 0; s < kStates; ++s) hash = mix(mix(hash, states[s]), words[s]);
  return hash;
}

TensorResult merge_tensor(const Parts& parts, const Share& share, const std::string& dtype,
                          const std::function<void(std::span<const std::byte>)>& write) {
  return TensorMerge(parts, share, dtype).run(write);
}

}  // namespace dragoman::merging
