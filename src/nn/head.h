// The language-model head as one differentiable piece: from hidden states to the logprob of the
// target and the entropy of the distribution, in chunks, so that [tokens, vocabulary] is never held
// whole. Everything after the matrix product is float32.
#pragma once

#include <ATen/core/Tensor.h>

namespace dragoman::nn {

struct HeadOutput {
  at::Tensor logprob;  // [M] float32
  at::Tensor entropy;  // [M] float32, nats; undefined unless asked for
  at::Tensor correct;  // [M] float32, 1 where no token is likelier; likewise; no gradient
};

struct HeadSettings {
  double temperature = 1.0;  // logits are divided by it
  bool entropy = false;
  at::ScalarType compute = at::kFloat;
  bool correct = false;
  double cap = 0.0;  // logits become cap * tanh(logit / cap) before all else; 0: they don't
};

// input [M, D] and weights [V, D], both of one dtype: their products [M, V] in float32, not rounded
// to that dtype. A bfloat16 logit near 20 would be off by 0.06, and so would every logprob.
at::Tensor exact_logits(const at::Tensor& input, const at::Tensor& weights);

// cap * tanh(logits / cap), in place where no gradient is wanted; a cap of 0 changes nothing.
at::Tensor capped(at::Tensor logits, double cap);

// hidden [M, D], head [V, D], targets [M] int64. Differentiable by hidden and head.
HeadOutput score_targets(const at::Tensor& hidden, const at::Tensor& head,
                         const at::Tensor& targets, const HeadSettings& settings);

}  // namespace dragoman::nn
