// Products and the preparation of rows for every instruction set that Highway knows. Where there
// are no products of narrow numbers, bfloat16 is widened to float32 and int8 to pairs of int16.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "kernels/highway_targets.h"
#include "kernels/instruction_kernels.h"
#include "kernels/panels.h"

// Compiled once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/portable_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dragoman::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#include "kernels/panel_loop.h"
#include "kernels/row_vectors.h"

using Words = hn::RebindToUnsigned<Floats>;
using Integers = hn::RebindToSigned<Floats>;
using FloatVector = Vector;
using WordVector = hn::Vec<Words>;
using IntegerVector = hn::Vec<Integers>;

constexpr bool kManyRegisters =
    HWY_TARGET != HWY_AVX2 && HWY_TARGET != HWY_SSE4 && HWY_TARGET != HWY_SSSE3;

struct Float32 {
  using Vector = FloatVector;
  using Value = FloatVector;
  using Sum = FloatVector;
  static constexpr WeightFormat kFormat = WeightFormat::kFloat32;
  static constexpr size_t kRows = kManyRegisters ? 12 : 6;

  static size_t lanes() { return hn::Lanes(Floats()); }
  static HWY_INLINE Sum begin(const float*, const float*, bool) { return hn::Zero(Floats()); }
  static HWY_INLINE Vector load(const float* words) { return hn::Load(Floats(), words); }
  static HWY_INLINE Value broadcast(const float* word) { return hn::Set(Floats(), *word); }
  static HWY_INLINE Sum add(Sum sum, Value value, Vector weights) {
    return hn::MulAdd(value, weights, sum);
  }
  static HWY_INLINE void end(Sum sum, const float*, const float*, float* out, bool first) {
    hn::StoreU(first ? sum : hn::Add(sum, hn::LoadU(Floats(), out)), Floats(), out);
  }
};

// The second of a pair is added first, as vdpbf16ps does.
struct Bfloat16 {
  struct Vector {
    FloatVector first, second;
  };
  using Value = Vector;
  using Sum = FloatVector;
  static constexpr WeightFormat kFormat = WeightFormat::kBfloat16;
  static constexpr size_t kRows = kManyRegisters ? 12 : 4;

  static HWY_INLINE Vector widen(FloatVector words) {
    const WordVector pairs = hn::BitCast(Words(), words);
    return {hn::BitCast(Floats(), hn::ShiftLeft<16>(pairs)),
            hn::BitCast(Floats(), hn::And(pairs, hn::Set(Words(), 0xffff0000U)))};
  }
  static size_t lanes() { return hn::Lanes(Floats()); }
  static HWY_INLINE Sum begin(const float*, const float* out, bool first) {
    return first ? hn::Zero(Floats()) : hn::LoadU(Floats(), out);
  }
  static HWY_INLINE Vector load(const float* words) { return widen(hn::Load(Floats(), words)); }
  static HWY_INLINE Value broadcast(const float* word) { return widen(hn::Set(Floats(), *word)); }
  static HWY_INLINE Sum add(Sum sum, Value value, Vector weights) {
    return hn::MulAdd(value.first, weights.first, hn::MulAdd(value.second, weights.second, sum));
  }
  static HWY_INLINE void end(Sum sum, const float*, const float*, float* out, bool) {
    hn::StoreU(sum, Floats(), out);
  }
};

#if HWY_TARGET == HWY_SCALAR
struct Int8Words {
  using Vector = WordVector;
  using Value = WordVector;
  using Sum = IntegerVector;
  static constexpr size_t kRows = 4;

  static HWY_INLINE Sum start(IntegerVector offsets) { return offsets; }
  static HWY_INLINE IntegerVector total(Sum sum) { return sum; }
  static HWY_INLINE Vector load(const float* words) {
    return hn::BitCast(Words(), hn::Load(Floats(), words));
  }
  static HWY_INLINE Value broadcast(const float* word) { return load(word); }
  static HWY_INLINE Sum add(Sum sum, Value value, Vector weights) {
    for (int shift = 0; shift < 32; shift += 8)
      sum.raw += static_cast<int32_t>(value.raw >> shift & 0xffU) *
                 static_cast<int8_t>(weights.raw >> shift & 0xffU);
    return sum;
  }
};
#else
using Shorts = hn::Repartition<int16_t, Floats>;
using ShortVector = hn::Vec<Shorts>;

// Bytes 0 and 2 of a word, then 1 and 3: signed ones of weights, unsigned ones of rows.
struct Int8Words {
  struct Vector {
    ShortVector even, odd;
  };
  using Value = Vector;
  struct Sum {
    IntegerVector one, other;  // together; some instruction sets need only one
  };
  static constexpr size_t kRows = kManyRegisters ? 6 : 4;

  static HWY_INLINE Sum start(IntegerVector offsets) { return {offsets, hn::Zero(Integers())}; }
  static HWY_INLINE IntegerVector total(Sum sum) {
    return hn::RearrangeToOddPlusEven(sum.one, sum.other);
  }
  static HWY_INLINE Vector load(const float* words) {
    const ShortVector pairs = hn::BitCast(Shorts(), hn::Load(Floats(), words));
    return {hn::ShiftRight<8>(hn::ShiftLeft<8>(pairs)), hn::ShiftRight<8>(pairs)};
  }
  static HWY_INLINE Value broadcast(const float* word) {
    const WordVector bytes = hn::BitCast(Words(), hn::Set(Floats(), *word));
    const WordVector mask = hn::Set(Words(), 0x00ff00ffU);
    return {hn::BitCast(Shorts(), hn::And(bytes, mask)),
            hn::BitCast(Shorts(), hn::And(hn::ShiftRight<8>(bytes), mask))};
  }
  static HWY_INLINE Sum add(Sum sum, Value value, Vector weights) {
    const Integers d;
    sum.one = hn::ReorderWidenMulAccumulate(d, value.even, weights.even, sum.one, sum.other);
    sum.one = hn::ReorderWidenMulAccumulate(d, value.odd, weights.odd, sum.one, sum.other);
    return sum;
  }
};
#endif

struct Int8 : Int8Words {
  static constexpr WeightFormat kFormat = WeightFormat::kInt8;

  static size_t lanes() { return hn::Lanes(Floats()); }
  static HWY_INLINE Sum begin(const float* header, const float*, bool) {
    return start(hn::BitCast(Integers(), hn::Load(Floats(), header + 2 * lanes())));
  }
  static HWY_INLINE void end(Sum sum, const float* header, const float* row_header, float* out,
                             bool first) {
    const Floats d;
    const FloatVector exact = hn::ConvertTo(d, total(sum));
    const FloatVector scales = hn::Mul(hn::Set(d, *row_header), hn::Load(d, header));
    const FloatVector scaled = hn::Mul(exact, scales);
    hn::StoreU(first ? scaled : hn::Add(hn::LoadU(d, out), scaled), d, out);
  }
};

PanelKernel Portable(WeightFormat format) {
  const char* name = hwy::TargetName(HWY_TARGET);
  if (format == WeightFormat::kFloat32) return KernelOf<Float32>(name);
  if (format == WeightFormat::kBfloat16) return KernelOf<Bfloat16>(name);
  return KernelOf<Int8>(name);
}

// The bits of the largest magnitude: those of a value that is no number are above all others.
HWY_INLINE float LargestMagnitude(const float* in, size_t count) {
  const Integers d;
  IntegerVector largest = hn::Zero(d);
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const IntegerVector bits = hn::BitCast(d, hn::Abs(LoadSome(in + i, count - i)));
    largest = hn::Max(largest, bits);
  }
  return std::bit_cast<float>(hn::GetLane(hn::MaxOfLanes(d, largest)));
}

// A block of int8; a vector of values makes a quarter of a vector of bytes.
HWY_INLINE void QuantiseBlock(const float* in, size_t count, float* out) {
  const Floats d;
  const hn::Rebind<uint8_t, Floats> bytes;
  const float largest = LargestMagnitude(in, count);
  const bool sound = std::isfinite(largest);
  const float factor = sound && largest > 0.0F ? 127.0F / largest : 0.0F;
  *out = sound ? largest / 127.0F : std::numeric_limits<float>::quiet_NaN();
  auto* to = reinterpret_cast<uint8_t*>(out + 1);
  const auto code = [&](FloatVector value) {
    const IntegerVector nearest = hn::NearestInt(hn::Mul(value, hn::Set(d, factor)));
    return hn::DemoteTo(bytes, hn::Add(nearest, hn::Set(Integers(), 128)));
  };
  size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d))
    hn::StoreU(code(hn::LoadU(d, in + i)), bytes, to + i);
  if (i == count) return;
  HWY_ALIGN uint8_t rest[hn::MaxLanes(Floats())];
  hn::Store(code(LoadSome(in + i, count - i)), bytes, rest);
  std::copy_n(rest, (count - i + 3) / 4 * 4, to + i);
}

void Quantise(const float* in, size_t inputs, float* out) {
  constexpr PanelLayout kLayout = layout_of(WeightFormat::kInt8);
  constexpr size_t kBlock = kLayout.block_words * kLayout.inputs_per_word;
  for (size_t i = 0; i < inputs; i += kBlock, out += 1 + kLayout.block_words)
    QuantiseBlock(in + i, std::min(kBlock, inputs - i), out);
}

void MakeBfloat16(const float* in, size_t inputs, float* out) {
  const Floats d;
  const hn::Rebind<uint16_t, Floats> halves;
  auto* to = reinterpret_cast<uint16_t*>(out);
  const auto upper = [&](FloatVector value) {
    const WordVector half = hn::ShiftRight<16>(Bfloat16Bits(value));
    return hn::DemoteTo(halves, hn::BitCast(Integers(), half));
  };
  size_t i = 0;
  for (; i + hn::Lanes(d) <= inputs; i += hn::Lanes(d))
    hn::StoreU(upper(hn::LoadU(d, in + i)), halves, to + i);
  if (i == inputs) return;
  HWY_ALIGN uint16_t rest[hn::MaxLanes(Floats())];
  hn::Store(upper(LoadSome(in + i, inputs - i)), halves, rest);
  std::copy_n(rest, (inputs - i + 1) / 2 * 2, to + i);
}

}  // namespace dragoman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman::kernels {

HWY_EXPORT(Portable);
HWY_EXPORT(Quantise);
HWY_EXPORT(MakeBfloat16);

PanelKernel portable_kernel(WeightFormat format) { return HWY_DYNAMIC_DISPATCH(Portable)(format); }

void prepare_row(WeightFormat format, const float* in, size_t inputs, float* out) {
  if (format == WeightFormat::kBfloat16)
    HWY_DYNAMIC_DISPATCH(MakeBfloat16)(in, inputs, out);
  else if (format == WeightFormat::kInt8)
    HWY_DYNAMIC_DISPATCH(Quantise)(in, inputs, out);
  else
    std::copy_n(in, inputs, out);
}

}  // namespace dragoman::kernels
#endif  // HWY_ONCE
