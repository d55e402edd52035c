#include "kernels/packed_matrix.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

#ifndef DRAGOMAN_KERNELS_PIECE  // once, not for every instruction set
#define DRAGOMAN_KERNELS_PIECE
namespace dragoman::kernels {
namespace {

// Inputs `begin` to `end`.
struct Piece {
  size_t begin, end;
};

}  // namespace
}  // namespace dragoman::kernels
#endif

// Compiled once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/packed_matrix.cpp"
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dragoman::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

// Rows of a tile, so that its sums, two vectors a row, stay in registers.
constexpr size_t kTileRows = HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SSE4 ? 6 : 12;

size_t PanelWidth() { return 2 * hn::Lanes(Floats()); }

// `R` rows times a piece of one panel. The first piece starts the sums, later ones go on with them.
template <size_t R>
HWY_INLINE void Tile(Rows in, const float* HWY_RESTRICT panel, Piece piece, MutableRows out) {
  const Floats d;
  const size_t lanes = hn::Lanes(d);
  Vector left[R], right[R];
#pragma GCC unroll 16
  for (size_t r = 0; r < R; ++r) {
    const float* sums = out.data + r * out.stride;
    left[r] = piece.begin == 0 ? hn::Zero(d) : hn::LoadU(d, sums);
    right[r] = piece.begin == 0 ? hn::Zero(d) : hn::LoadU(d, sums + lanes);
  }
  panel += piece.begin * 2 * lanes;
  for (size_t i = piece.begin; i < piece.end; ++i, panel += 2 * lanes) {
    const Vector first = hn::Load(d, panel);
    const Vector second = hn::Load(d, panel + lanes);
#pragma GCC unroll 16
    for (size_t r = 0; r < R; ++r) {
      const Vector value = hn::Set(d, in.data[r * in.stride + i]);
      left[r] = hn::MulAdd(value, first, left[r]);
      right[r] = hn::MulAdd(value, second, right[r]);
    }
  }
#pragma GCC unroll 16
  for (size_t r = 0; r < R; ++r) {
    hn::StoreU(left[r], d, out.data + r * out.stride);
    hn::StoreU(right[r], d, out.data + r * out.stride + lanes);
  }
}

template <size_t R>
HWY_INLINE void TileOf(size_t rows, Rows in, const float* panel, Piece piece, MutableRows out) {
  if (rows == R) return Tile<R>(in, panel, piece, out);
  if constexpr (R > 1) TileOf<R - 1>(rows, in, panel, piece, out);
}

void MultiplyPanel(Rows in, size_t rows, const float* panel, Piece piece, MutableRows out) {
  for (size_t r = 0; r < rows; r += kTileRows)
    TileOf<kTileRows>(std::min(kTileRows, rows - r), in.from(r), panel, piece, out.from(r));
}

}  // namespace dragoman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman::kernels {
namespace {

HWY_EXPORT(PanelWidth);
HWY_EXPORT(MultiplyPanel);

constexpr size_t kMaxPanelWidth = 32;
constexpr size_t kBlockRows = 96;
constexpr size_t kBlockInputs = 1024;

}  // namespace

AlignedFloats make_floats(size_t count) {
  constexpr size_t kAlignment = 64;
  const size_t bytes = (count * sizeof(float) + kAlignment - 1) / kAlignment * kAlignment;
  auto* floats = static_cast<float*>(std::aligned_alloc(kAlignment, std::max(bytes, kAlignment)));
  if (floats == nullptr) throw_failure("out of memory: {} bytes", bytes);
  std::memset(floats, 0, bytes);
  return AlignedFloats(floats);
}

size_t PackedMatrix::panel_width() {
  static const size_t width = HWY_DYNAMIC_DISPATCH(PanelWidth)();
  return width;
}

PackedMatrix::PackedMatrix(size_t outputs, size_t inputs)
    : outputs_(outputs),
      inputs_(inputs),
      panels_((outputs + panel_width() - 1) / panel_width()),
      values_(make_floats(panels_ * panel_width() * inputs)) {
  DRAGOMAN_CHECK(panel_width() <= kMaxPanelWidth, "a panel is at most two of the widest vectors");
}

void PackedMatrix::pack(std::span<const float> weight, size_t first) {
  const size_t width = panel_width();
  const size_t count = weight.size() / inputs_;
  DRAGOMAN_CHECK(count * inputs_ == weight.size() && first + count <= outputs_,
                 "packed rows lie inside the matrix");
  for (size_t row = 0; row < count; ++row) {
    const size_t output = first + row;
    float* column = values_.get() + output / width * width * inputs_ + output % width;
    for (size_t i = 0; i < inputs_; ++i) column[i * width] = weight[row * inputs_ + i];
  }
}

// Blocks of rows and pieces of the inputs that stay in a core's own cache while the panels pass by.
void PackedMatrix::multiply(Rows in, size_t rows, MutableRows out, size_t begin, size_t end) const {
  const size_t full = outputs_ / panel_width();  // panels
  for (size_t r = 0; r < rows; r += kBlockRows) {
    const size_t count = std::min(kBlockRows, rows - r);
    for (size_t i = 0; i < inputs_; i += kBlockInputs)
      for (size_t p = begin; p < std::min(end, full); ++p) HWY_DYNAMIC_DISPATCH(MultiplyPanel)
    (in.from(r), count, panel(p), {i, std::min(inputs_, i + kBlockInputs)},
     {out.data + r * out.stride + p * panel_width(), out.stride});
    if (begin <= full && end > full) multiply_rest(in.from(r), count, out.from(r));
  }
}

// The last panel, where it is not full.
void PackedMatrix::multiply_rest(Rows in, size_t rows, MutableRows out) const {
  const size_t width = panel_width();
  const size_t column = outputs_ / width * width;
  alignas(64) float spare[kBlockRows * kMaxPanelWidth];
  HWY_DYNAMIC_DISPATCH(MultiplyPanel)
  (in, rows, panel(panels_ - 1), {0, inputs_}, {spare, width});
  for (size_t r = 0; r < rows; ++r)
    std::copy_n(spare + r * width, outputs_ - column, out.data + r * out.stride + column);
}

}  // namespace dragoman::kernels
#endif  // HWY_ONCE
