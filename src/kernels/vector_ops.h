// Row-wise pieces of a decoder on the CPU, float32. A row's bits depend on that row alone.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dragoman::kernels {

// out = in / rms(in) * weight, where rms(in)^2 = mean(in^2) + epsilon; returns 1 / rms(in). `out`
// may be `in`.
float rms_norm(const float* in, const float* weight, size_t width, float epsilon, float* out);

// Reads all values as fast as memory gives them; what it returns depends on every bit of them, but
// for a rest that fills no vector.
uint32_t stream(const float* values, size_t width);

// out += in
void add(const float* in, size_t width, float* out);

// Each value becomes the nearest that bfloat16 has, ties to even.
void round_to_bfloat16(float* values, size_t width);

// out = scale * in
void scale(const float* in, float factor, size_t width, float* out);

// values /= divisor, rounded as a division is
void divide(float* values, size_t width, float divisor);

// Rotates the pairs (i, i + width / 2) of one head; cosines and sines [width / 2].
void rotate(float* head, const float* cosines, const float* sines, size_t width);

// out = silu(gate) * up. `out` may be `gate`.
void gate_silu(const float* gate, const float* up, size_t width, float* out);

// out = gelu(gate) * up, with the tanh form of gelu. `out` may be `gate`.
void gate_gelu_tanh(const float* gate, const float* up, size_t width, float* out);

// values = cap * tanh(values / cap)
void soft_cap(float* values, size_t width, float cap);

// What turns logits into probabilities: p[i] = exp(logits[i] - largest) / sum.
struct Normalizer {
  float largest;
  double sum;

  double logprob(float logit) const;
};

// Writes exp(logits - largest) to `weights` (which may be null). A NaN among the logits makes the
// sum NaN.
Normalizer normalize(const float* logits, size_t width, float* weights);

// The first place at which the sum so far of `weights` (>= 0) passes `uniform` (in [0, 1)) times
// their sum; places of weight 0 are never chosen.
size_t pick(const float* weights, size_t width, double uniform);

// out[i] is the largest of the `block` values from i * block on; the last block may be shorter.
void block_largest(const float* values, size_t width, size_t block, float* out);

// The first place of the largest value.
size_t largest(const float* values, size_t width);

}  // namespace dragoman::kernels
