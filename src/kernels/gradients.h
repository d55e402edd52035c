// Row-wise pieces of a decoder's backward pass on the CPU, float32. `by_x` is d(loss)/dx. A row's
// bits depend on that row alone.
#pragma once

#include <cstddef>

namespace dragoman::kernels {

// Of out = in * inverse * weight with the inverse root mean square that rms_norm returned:
// by_in += its gradient, by_weight += in * inverse * by_out. `by_weight` may be null.
struct NormRow {
  const float* in;
  const float* weight;
  size_t width;
  float inverse;
};
void add_norm_gradient(const NormRow& norm, const float* by_out, float* by_in, float* by_weight);

// Of out = act(gate) * up: writes by_gate and by_up, which may be `gate` and `up`.
struct GateRow {
  const float* gate;
  const float* up;
  const float* by_out;
  size_t width;
};
void gate_silu_gradient(const GateRow& row, float* by_gate, float* by_up);
void gate_gelu_tanh_gradient(const GateRow& row, float* by_gate, float* by_up);

// sum of a * b
float dot(const float* a, const float* b, size_t width);

// out += factor * in
void add_scaled(const float* in, float factor, size_t width, float* out);

// values = exp(factor * values - offset)
void exp_scaled(float* values, size_t width, float factor, float offset);

// Of weights = softmax(factor * scores): by_scores from by_weights, in place, where
// mean = sum of weights * by_weights.
void softmax_gradient(const float* weights, size_t width, float mean, float factor, float* by);

// Of capped = cap * tanh(x / cap): by becomes by_x, in place.
void soft_cap_gradient(const float* capped, size_t width, float cap, float* by);

// logits = scores of a row's vocabulary -> d(loss)/d(scores), in place:
// exp(l - log_partition) * (factor + slope * (l - log_partition)).
struct LogitRow {
  double log_partition;
  float factor;
  float slope;
};
void logit_gradient(float* logits, size_t width, const LogitRow& row);

// sum of exp(logits - largest) * (logits - largest)
double weighted_sum(const float* logits, size_t width, float largest);

}  // namespace dragoman::kernels
