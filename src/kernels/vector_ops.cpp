#include "kernels/vector_ops.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/highway_targets.h"

// Compiled once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector_ops.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace dragoman::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#include "kernels/row_vectors.h"
#include "kernels/vector_functions.h"

float RmsNorm(const float* in, const float* weight, size_t width, float epsilon, float* out) {
  Vector sums = hn::Zero(Floats());
  float rest = 0.0F;
  ForEach(
      width,
      [&](size_t i, auto d) {
        const Vector value = hn::LoadU(d, in + i);
        sums = hn::MulAdd(value, value, sums);
      },
      [&](size_t i) { rest += in[i] * in[i]; });
  const float mean =
      (hn::GetLane(hn::SumOfLanes(Floats(), sums)) + rest) / static_cast<float>(width);
  const float factor = 1.0F / std::sqrt(mean + epsilon);
  ForEach(
      width,
      [&](size_t i, auto d) {
        const Vector value = hn::Mul(hn::LoadU(d, in + i), hn::Set(d, factor));
        hn::StoreU(hn::Mul(value, hn::LoadU(d, weight + i)), d, out + i);
      },
      [&](size_t i) { out[i] = in[i] * factor * weight[i]; });
  return factor;
}

void Add(const float* in, size_t width, float* out) {
  ForEach(
      width,
      [&](size_t i, auto d) {
        hn::StoreU(hn::Add(hn::LoadU(d, out + i), hn::LoadU(d, in + i)), d, out + i);
      },
      [&](size_t i) { out[i] += in[i]; });
}

void RoundToBfloat16(float* values, size_t width) {
  const Floats d;
  for (size_t i = 0; i < width; i += hn::Lanes(d)) {
    const size_t count = width - i;
    StoreSome(hn::BitCast(d, Bfloat16Bits(LoadSome(values + i, count))), values + i, count);
  }
}

void Scale(const float* in, float factor, size_t width, float* out) {
  ForEach(
      width,
      [&](size_t i, auto d) {
        hn::StoreU(hn::Mul(hn::LoadU(d, in + i), hn::Set(d, factor)), d, out + i);
      },
      [&](size_t i) { out[i] = in[i] * factor; });
}

void Divide(float* values, float divisor, size_t width) {
  ForEach(
      width,
      [&](size_t i, auto d) {
        hn::StoreU(hn::Div(hn::LoadU(d, values + i), hn::Set(d, divisor)), d, values + i);
      },
      [&](size_t i) { values[i] /= divisor; });
}

void Rotate(float* head, const float* cosines, const float* sines, size_t width) {
  const size_t half = width / 2;
  ForEach(
      half,
      [&](size_t i, auto d) {
        const Vector first = hn::LoadU(d, head + i), second = hn::LoadU(d, head + half + i);
        const Vector cosine = hn::LoadU(d, cosines + i), sine = hn::LoadU(d, sines + i);
        hn::StoreU(hn::NegMulAdd(second, sine, hn::Mul(first, cosine)), d, head + i);
        hn::StoreU(hn::MulAdd(first, sine, hn::Mul(second, cosine)), d, head + half + i);
      },
      [&](size_t i) {
        const float first = head[i], second = head[half + i];
        head[i] = first * cosines[i] - second * sines[i];
        head[half + i] = second * cosines[i] + first * sines[i];
      });
}

template <class Function>
HWY_INLINE void Gate(const float* gate, const float* up, size_t width, float* out,
                     const Function& open) {
  const Floats d;
  for (size_t i = 0; i < width; i += hn::Lanes(d)) {
    const size_t count = width - i;
    const Vector opened = open(LoadSome(gate + i, count));
    StoreSome(hn::Mul(opened, LoadSome(up + i, count)), out + i, count);
  }
}

void GateSilu(const float* gate, const float* up, size_t width, float* out) {
  const Floats d;
  const Vector one = hn::Set(d, 1.0F);
  Gate(gate, up, width, out,
       [&](Vector value) { return hn::Div(value, hn::Add(one, Exp(hn::Neg(value)))); });
}

void GateGeluTanh(const float* gate, const float* up, size_t width, float* out) {
  const Floats d;
  const Vector half = hn::Set(d, 0.5F), one = hn::Set(d, 1.0F);
  const Vector cubic = hn::Set(d, 0.044715F), root = hn::Set(d, 0.7978845608F);  // sqrt(2 / pi)
  Gate(gate, up, width, out, [&](Vector value) {
    const Vector cube = hn::Mul(hn::Mul(value, value), value);
    const Vector inner = hn::Mul(root, hn::MulAdd(cubic, cube, value));
    return hn::Mul(hn::Mul(half, value), hn::Add(one, hn::Tanh(d, inner)));
  });
}

void SoftCap(float* values, size_t width, float cap) {
  const Floats d;
  for (size_t i = 0; i < width; i += hn::Lanes(d)) {
    const Vector ratio = hn::Mul(LoadSome(values + i, width - i), hn::Set(d, 1.0F / cap));
    StoreSome(hn::Mul(hn::Set(d, cap), hn::Tanh(d, ratio)), values + i, width - i);
  }
}

float Largest(const float* values, size_t width) {
  Vector best = hn::Set(Floats(), -std::numeric_limits<float>::infinity());
  float rest = -std::numeric_limits<float>::infinity();
  ForEach(
      width, [&](size_t i, auto d) { best = hn::Max(best, hn::LoadU(d, values + i)); },
      [&](size_t i) { rest = std::max(rest, values[i]); });
  return std::max(rest, hn::GetLane(hn::MaxOfLanes(Floats(), best)));
}

// Sum of exp(logits - largest), of a block short enough for float sums; weights may be null.
double ExpSum(const float* logits, float largest, size_t width, float* weights) {
  const Floats d;
  Vector sums = hn::Zero(d);
  for (size_t i = 0; i < width; i += hn::Lanes(d)) {
    const size_t count = std::min(hn::Lanes(d), width - i);
    const Vector difference = hn::Sub(LoadSome(logits + i, count), hn::Set(d, largest));
    const Vector kept = hn::IfThenElseZero(hn::FirstN(d, count), Exp(difference));
    sums = hn::Add(sums, kept);
    if (weights != nullptr) StoreSome(kept, weights + i, count);
  }
  return hn::GetLane(hn::SumOfLanes(d, sums));
}

double Sum(const float* values, size_t width) {
  Vector sums = hn::Zero(Floats());
  float rest = 0.0F;
  ForEach(
      width, [&](size_t i, auto d) { sums = hn::Add(sums, hn::LoadU(d, values + i)); },
      [&](size_t i) { rest += values[i]; });
  return double{hn::GetLane(hn::SumOfLanes(Floats(), sums))} + rest;
}

// As fast as memory can be read: vectors that do not wait for one another.
uint32_t Stream(const float* values, size_t width) {
  const hn::RebindToUnsigned<Floats> d;
  const size_t lanes = hn::Lanes(d);
  auto first = hn::Zero(d), second = first, third = first, fourth = first;
  const auto load = [&](size_t i) { return hn::BitCast(d, hn::LoadU(Floats(), values + i)); };
  size_t i = 0;
  for (; i + 4 * lanes <= width; i += 4 * lanes) {
    first = hn::Xor(first, load(i));
    second = hn::Xor(second, load(i + lanes));
    third = hn::Xor(third, load(i + 2 * lanes));
    fourth = hn::Xor(fourth, load(i + 3 * lanes));
  }
  for (; i + lanes <= width; i += lanes) first = hn::Xor(first, load(i));
  HWY_ALIGN uint32_t parts[hn::MaxLanes(Floats())] = {};
  hn::Store(hn::Xor(hn::Xor(first, second), hn::Xor(third, fourth)), d, parts);
  uint32_t all = 0;
  for (const uint32_t part : parts) all ^= part;
  return all;
}

}  // namespace dragoman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman::kernels {
namespace {

HWY_EXPORT(RmsNorm);
HWY_EXPORT(Add);
HWY_EXPORT(RoundToBfloat16);
HWY_EXPORT(Scale);
HWY_EXPORT(Divide);
HWY_EXPORT(Rotate);
HWY_EXPORT(GateSilu);
HWY_EXPORT(GateGeluTanh);
HWY_EXPORT(SoftCap);
HWY_EXPORT(Largest);
HWY_EXPORT(ExpSum);
HWY_EXPORT(Sum);
HWY_EXPORT(Stream);

constexpr size_t kBlock = 1024;  // values summed as floats; blocks are summed as doubles

}  // namespace

float rms_norm(const float* in, const float* weight, size_t width, float epsilon, float* out) {
  return HWY_DYNAMIC_DISPATCH(RmsNorm)(in, weight, width, epsilon, out);
}

uint32_t stream(const float* values, size_t width) {
  return HWY_DYNAMIC_DISPATCH(Stream)(values, width);
}

void add(const float* in, size_t width, float* out) { HWY_DYNAMIC_DISPATCH(Add)(in, width, out); }

void round_to_bfloat16(float* values, size_t width) {
  HWY_DYNAMIC_DISPATCH(RoundToBfloat16)(values, width);
}

void scale(const float* in, float factor, size_t width, float* out) {
  HWY_DYNAMIC_DISPATCH(Scale)(in, factor, width, out);
}

void divide(float* values, size_t width, float divisor) {
  HWY_DYNAMIC_DISPATCH(Divide)(values, divisor, width);
}

void rotate(float* head, const float* cosines, const float* sines, size_t width) {
  HWY_DYNAMIC_DISPATCH(Rotate)(head, cosines, sines, width);
}

void gate_silu(const float* gate, const float* up, size_t width, float* out) {
  HWY_DYNAMIC_DISPATCH(GateSilu)(gate, up, width, out);
}

void gate_gelu_tanh(const float* gate, const float* up, size_t width, float* out) {
  HWY_DYNAMIC_DISPATCH(GateGeluTanh)(gate, up, width, out);
}

void soft_cap(float* values, size_t width, float cap) {
  HWY_DYNAMIC_DISPATCH(SoftCap)(values, width, cap);
}

double Normalizer::logprob(float logit) const { return double{logit} - largest - std::log(sum); }

Normalizer normalize(const float* logits, size_t width, float* weights) {
  Normalizer normalizer{HWY_DYNAMIC_DISPATCH(Largest)(logits, width), 0.0};
  for (size_t i = 0; i < width; i += kBlock)
    normalizer.sum +=
        HWY_DYNAMIC_DISPATCH(ExpSum)(logits + i, normalizer.largest, std::min(kBlock, width - i),
                                     weights == nullptr ? nullptr : weights + i);
  return normalizer;
}

size_t pick(const float* weights, size_t width, double uniform) {
  thread_local std::vector<double> blocks;
  blocks.clear();
  double total = 0.0;
  for (size_t i = 0; i < width; i += kBlock) {
    blocks.push_back(HWY_DYNAMIC_DISPATCH(Sum)(weights + i, std::min(kBlock, width - i)));
    total += blocks.back();
  }
  const double target = uniform * total;
  double sum = 0.0;
  size_t block = 0;
  while (block + 1 < blocks.size() && sum + blocks[block] <= target) sum += blocks[block++];
  size_t last = width;
  for (size_t i = block * kBlock; i < width; ++i) {
    if (weights[i] <= 0.0F) continue;
    last = i;
    sum += weights[i];
    if (sum > target) break;
  }
  while (last == width || weights[last] <= 0.0F) --last;  // rounding at the very end
  return last;
}

void block_largest(const float* values, size_t width, size_t block, float* out) {
  for (size_t i = 0; i < width; i += block)
    *out++ = HWY_DYNAMIC_DISPATCH(Largest)(values + i, std::min(block, width - i));
}

size_t largest(const float* values, size_t width) {
  const float best = HWY_DYNAMIC_DISPATCH(Largest)(values, width);
  return static_cast<size_t>(std::find(values, values + width, best) - values);
}

}  // namespace dragoman::kernels
#endif  // HWY_ONCE
