// The generalised Jensen-Shannon divergence between two categorical distributions, and its slope.
#pragma once

#include <ATen/core/Tensor.h>

namespace dragoman::nn {

// With p = exp(own) and t = exp(teacher), both log-probabilities [M, V], and m = beta t + (1 -
// beta) p: the divergence of episodes/learner.h is sum_v of a term, and its derivative by the
// logits of p is p (g - sum p g) with a g for each token of the vocabulary. For beta 0, KL(t, p),
// it is p - t.
struct DivergenceTerms {
  at::Tensor value;   // [M]
  at::Tensor slopes;  // [M, V] by own logits (over the temperature); undefined unless asked for
};

DivergenceTerms divergence_terms(const at::Tensor& own, const at::Tensor& teacher, double beta,
                                 bool with_slopes);

}  // namespace dragoman::nn
