#include "nn/divergence.h"

#include <ATen/ATen.h>

#include <cmath>

namespace dragoman::nn {
namespace {

// KL of a from b, both log-probabilities.
at::Tensor kl_between(const at::Tensor& a, const at::Tensor& b) {
  return (a.exp() * (a - b)).sum(-1);
}

// p (g - sum p g)
at::Tensor slopes_of(const at::Tensor& own, const at::Tensor& g) {
  const at::Tensor p = own.exp();
  return p * (g - (p * g).sum(-1, /*keepdim=*/true));
}

}  // namespace

DivergenceTerms divergence_terms(const at::Tensor& own, const at::Tensor& teacher, double beta,
                                 bool with_slopes) {
  DivergenceTerms terms;
  if (beta <= 0.0) {
    terms.value = kl_between(teacher, own);
    if (with_slopes) terms.slopes = own.exp() - teacher.exp();
    return terms;
  }
  if (beta >= 1.0) {
    terms.value = kl_between(own, teacher);
    if (with_slopes) terms.slopes = slopes_of(own, own - teacher);
    return terms;
  }
  const at::Tensor mixture = at::logaddexp(teacher + std::log(beta), own + std::log1p(-beta));
  terms.value = beta * kl_between(teacher, mixture) + (1.0 - beta) * kl_between(own, mixture);
  if (with_slopes) terms.slopes = slopes_of(own, (1.0 - beta) * (own - mixture));
  return terms;
}

}  // namespace dragoman::nn
