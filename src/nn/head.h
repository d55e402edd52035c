// The language-model head as one differentiable piece: from hidden states to what a loss reads of
// every token's distribution, in chunks, so that [tokens, vocabulary] is never held whole.
// Everything after the matrix product is float32.
#pragma once

#include <ATen/core/Tensor.h>

#include "passes/passes.h"

namespace dragoman::nn {

// All [M] float32; undefined unless asked for.
struct HeadOutput {
  at::Tensor logprob;        // of the target; always there
  at::Tensor entropy;        // nats
  at::Tensor correct;        // 1 where no token is likelier; no gradient
  at::Tensor log_partition;  // ln of the sum of exp(logits)
  at::Tensor divergence;     // from the teacher's distribution, nats
};

// Another model's states of the same tokens, and its head; gets no gradient.
struct TeacherStates {
  at::Tensor hidden;  // [M, D'] float32; undefined: there is no teacher
  at::Tensor head;    // [V, D']
  double cap = 0.0;   // of its logits
  double beta = 0.5;  // of the divergence (episodes/learner.h)
};

struct HeadSettings {
  double temperature = 1.0;  // logits are divided by it
  bool entropy = false;
  at::ScalarType compute = at::kFloat;
  bool correct = false;
  double cap = 0.0;  // logits become cap * tanh(logit / cap) before all else; 0: they don't
  bool log_partition = false;
  TeacherStates teacher = {};
  passes::Passes* passes = nullptr;  // as in PassSettings
  bool by_hand = true;               // likewise
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
