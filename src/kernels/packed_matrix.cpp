#include "kernels/packed_matrix.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

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

// `R` rows times one panel.
template <size_t R>
HWY_INLINE void Tile(Rows in, const float* HWY_RESTRICT panel, size_t inputs, MutableRows out) {
  const Floats d;
  const size_t lanes = hn::Lanes(d);
  Vector left[R], right[R];
#pragma GCC unroll 16
  for (size_t r = 0; r < R; ++r) left[r] = right[r] = hn::Zero(d);
  for (size_t i = 0; i < inputs; ++i, panel += 2 * lanes) {
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
HWY_INLINE void TileOf(size_t rows, Rows in, const float* panel, size_t inputs, MutableRows out) {
  if (rows == R) return Tile<R>(in, panel, inputs, out);
  if constexpr (R > 1) TileOf<R - 1>(rows, in, panel, inputs, out);
}

void MultiplyPanel(Rows in, size_t rows, const float* panel, size_t inputs, MutableRows out) {
  for (size_t r = 0; r < rows; r += kTileRows)
    TileOf<kTileRows>(std::min(kTileRows, rows - r), {in.data + r * in.stride, in.stride}, panel,
                      inputs, {out.data + r * out.stride, out.stride});
}

}  // namespace dragoman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman::kernels {
namespace {

HWY_EXPORT(PanelWidth);
HWY_EXPORT(MultiplyPanel);

constexpr size_t kMaxPanelWidth = 32;
constexpr size_t kSpareRows = 48;  // of a last panel that is not full, at once

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

void PackedMatrix::multiply(Rows in, size_t rows, MutableRows out, size_t begin, size_t end) const {
  const size_t width = panel_width();
  for (size_t p = begin; p < end; ++p) {
    const float* panel = values_.get() + p * width * inputs_;
    const size_t column = p * width;
    if (column + width <= outputs_) {
      HWY_DYNAMIC_DISPATCH(MultiplyPanel)
      (in, rows, panel, inputs_, {out.data + column, out.stride});
      continue;
    }
    alignas(64) float spare[kSpareRows * kMaxPanelWidth];
    for (size_t r = 0; r < rows; r += kSpareRows) {
      const size_t some = std::min(kSpareRows, rows - r);
      HWY_DYNAMIC_DISPATCH(MultiplyPanel)
      ({in.data + r * in.stride, in.stride}, some, panel, inputs_, {spare, width});
      for (size_t i = 0; i < some; ++i)
        std::copy_n(spare + i * width, outputs_ - column, out.data + (r + i) * out.stride + column);
    }
  }
}

}  // namespace dragoman::kernels
#endif  // HWY_ONCE
