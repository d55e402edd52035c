#include "kernels/gradients.h"

#include <algorithm>

#include "kernels/highway_targets.h"

// Compiled once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gradients.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace dragoman::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#include "kernels/row_vectors.h"
#include "kernels/vector_functions.h"

// Calls body(i, count) for every vector's places, the last of which may be fewer than a vector's.
template <class Body>
HWY_INLINE void ForSome(size_t width, const Body& body) {
  const size_t lanes = hn::Lanes(Floats());
  size_t i = 0;
  for (; i + lanes <= width; i += lanes) body(i, lanes);
  if (i < width) body(i, width - i);
}

HWY_INLINE Vector Set(float value) { return hn::Set(Floats(), value); }

HWY_INLINE float Total(Vector sums) { return hn::GetLane(hn::SumOfLanes(Floats(), sums)); }

void AddNormGradient(const NormRow& norm, const float* by_out, float* by_in, float* by_weight) {
  Vector sums = Set(0.0F);
  ForSome(norm.width, [&](size_t i, size_t count) {
    const Vector weighted = hn::Mul(LoadSome(norm.weight + i, count), LoadSome(by_out + i, count));
    sums = hn::MulAdd(LoadSome(norm.in + i, count), weighted, sums);
  });
  const float inverse = norm.inverse;
  const float mean = Total(sums) / static_cast<float>(norm.width);
  const Vector along = Set(-mean * inverse * inverse * inverse);
  ForSome(norm.width, [&](size_t i, size_t count) {
    const Vector in = LoadSome(norm.in + i, count), by = LoadSome(by_out + i, count);
    const Vector weighted = hn::Mul(hn::Mul(LoadSome(norm.weight + i, count), by), Set(inverse));
    const Vector change = hn::MulAdd(in, along, weighted);
    StoreSome(hn::Add(LoadSome(by_in + i, count), change), by_in + i, count);
    if (by_weight == nullptr) return;
    const Vector scaled = hn::Mul(hn::Mul(in, Set(inverse)), by);
    StoreSome(hn::Add(LoadSome(by_weight + i, count), scaled), by_weight + i, count);
  });
}

// `act` gives a gate's opening and its derivative.
template <class Act>
HWY_INLINE void Gate(const GateRow& row, float* by_gate, float* by_up, const Act& act) {
  ForSome(row.width, [&](size_t i, size_t count) {
    const Vector up = LoadSome(row.up + i, count), by = LoadSome(row.by_out + i, count);
    Vector opened, slope;
    act(LoadSome(row.gate + i, count), opened, slope);
    StoreSome(hn::Mul(hn::Mul(by, up), slope), by_gate + i, count);
    StoreSome(hn::Mul(by, opened), by_up + i, count);
  });
}

void GateSiluGradient(const GateRow& row, float* by_gate, float* by_up) {
  const Vector one = Set(1.0F);
  Gate(row, by_gate, by_up, [&](Vector gate, Vector& opened, Vector& slope) {
    const Vector sigmoid = hn::Div(one, hn::Add(one, Exp(hn::Neg(gate))));
    opened = hn::Mul(gate, sigmoid);
    slope = hn::Mul(sigmoid, hn::MulAdd(gate, hn::Sub(one, sigmoid), one));
  });
}

void GateGeluTanhGradient(const GateRow& row, float* by_gate, float* by_up) {
  const Floats d;
  const Vector one = Set(1.0F), half = Set(0.5F);
  const Vector cubic = Set(0.044715F), root = Set(0.7978845608F);  // sqrt(2 / pi)
  Gate(row, by_gate, by_up, [&](Vector gate, Vector& opened, Vector& slope) {
    const Vector square = hn::Mul(gate, gate);
    const Vector inner = hn::Mul(hn::Mul(root, gate), hn::MulAdd(cubic, square, one));
    const Vector tanh = hn::Tanh(d, inner);
    const Vector share = hn::Mul(half, hn::Add(one, tanh));
    const Vector inner_slope = hn::Mul(root, hn::MulAdd(Set(3.0F * 0.044715F), square, one));
    const Vector bent = hn::Mul(hn::Mul(half, hn::NegMulAdd(tanh, tanh, one)), inner_slope);
    opened = hn::Mul(gate, share);
    slope = hn::MulAdd(gate, bent, share);
  });
}

float Dot(const float* a, const float* b, size_t width) {
  Vector sums = Set(0.0F);
  ForSome(width, [&](size_t i, size_t count) {
    sums = hn::MulAdd(LoadSome(a + i, count), LoadSome(b + i, count), sums);
  });
  return Total(sums);
}

void AddScaled(const float* in, float factor, size_t width, float* out) {
  ForSome(width, [&](size_t i, size_t count) {
    StoreSome(hn::MulAdd(LoadSome(in + i, count), Set(factor), LoadSome(out + i, count)), out + i,
              count);
  });
}

void ExpScaled(float* values, size_t width, float factor, float offset) {
  ForSome(width, [&](size_t i, size_t count) {
    const Vector power = hn::MulSub(LoadSome(values + i, count), Set(factor), Set(offset));
    StoreSome(Exp(power), values + i, count);
  });
}

void SoftmaxGradient(const float* weights, size_t width, float mean, float factor, float* by) {
  ForSome(width, [&](size_t i, size_t count) {
    const Vector above = hn::Sub(LoadSome(by + i, count), Set(mean));
    const Vector weight = hn::Mul(LoadSome(weights + i, count), Set(factor));
    StoreSome(hn::Mul(weight, above), by + i, count);
  });
}

void SoftCapGradient(const float* capped, size_t width, float cap, float* by) {
  ForSome(width, [&](size_t i, size_t count) {
    const Vector ratio = hn::Mul(LoadSome(capped + i, count), Set(1.0F / cap));
    StoreSome(hn::Mul(LoadSome(by + i, count), hn::NegMulAdd(ratio, ratio, Set(1.0F))), by + i,
              count);
  });
}

void LogitGradient(float* logits, size_t width, const LogitRow& row) {
  const Vector partition = Set(static_cast<float>(row.log_partition));
  const Vector factor = Set(row.factor), slope = Set(row.slope);
  ForSome(width, [&](size_t i, size_t count) {
    const Vector logprob = hn::Sub(LoadSome(logits + i, count), partition);
    StoreSome(hn::Mul(Exp(logprob), hn::MulAdd(slope, logprob, factor)), logits + i, count);
  });
}

double WeightedSum(const float* logits, size_t width, float largest) {
  Vector sums = Set(0.0F);
  ForSome(width, [&](size_t i, size_t count) {
    const Vector below = hn::Sub(LoadSome(logits + i, count), Set(largest));
    const Vector kept = hn::IfThenElseZero(hn::FirstN(Floats(), count), hn::Mul(Exp(below), below));
    sums = hn::Add(sums, kept);
  });
  return Total(sums);
}

}  // namespace dragoman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman::kernels {

HWY_EXPORT(AddNormGradient);
HWY_EXPORT(GateSiluGradient);
HWY_EXPORT(GateGeluTanhGradient);
HWY_EXPORT(Dot);
HWY_EXPORT(AddScaled);
HWY_EXPORT(ExpScaled);
HWY_EXPORT(SoftmaxGradient);
HWY_EXPORT(SoftCapGradient);
HWY_EXPORT(LogitGradient);
HWY_EXPORT(WeightedSum);

void add_norm_gradient(const NormRow& norm, const float* by_out, float* by_in, float* by_weight) {
  HWY_DYNAMIC_DISPATCH(AddNormGradient)(norm, by_out, by_in, by_weight);
}

void gate_silu_gradient(const GateRow& row, float* by_gate, float* by_up) {
  HWY_DYNAMIC_DISPATCH(GateSiluGradient)(row, by_gate, by_up);
}

void gate_gelu_tanh_gradient(const GateRow& row, float* by_gate, float* by_up) {
  HWY_DYNAMIC_DISPATCH(GateGeluTanhGradient)(row, by_gate, by_up);
}

float dot(const float* a, const float* b, size_t width) {
  return HWY_DYNAMIC_DISPATCH(Dot)(a, b, width);
}

void add_scaled(const float* in, float factor, size_t width, float* out) {
  HWY_DYNAMIC_DISPATCH(AddScaled)(in, factor, width, out);
}

void exp_scaled(float* values, size_t width, float factor, float offset) {
  HWY_DYNAMIC_DISPATCH(ExpScaled)(values, width, factor, offset);
}

void softmax_gradient(const float* weights, size_t width, float mean, float factor, float* by) {
  HWY_DYNAMIC_DISPATCH(SoftmaxGradient)(weights, width, mean, factor, by);
}

void soft_cap_gradient(const float* capped, size_t width, float cap, float* by) {
  HWY_DYNAMIC_DISPATCH(SoftCapGradient)(capped, width, cap, by);
}

void logit_gradient(float* logits, size_t width, const LogitRow& row) {
  HWY_DYNAMIC_DISPATCH(LogitGradient)(logits, width, row);
}

double weighted_sum(const float* logits, size_t width, float largest) {
  return HWY_DYNAMIC_DISPATCH(WeightedSum)(logits, width, largest);
}

}  // namespace dragoman::kernels
#endif  // HWY_ONCE
