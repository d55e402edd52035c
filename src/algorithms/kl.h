// How far the current policy is from the reference at one sampled token (Schulman's k1, k2, k3).
//
// With q = reference logprob - logprob: k1 = -q, k2 = q² / 2, k3 = exp(q) - q - 1. All estimate
// KL(current || reference). As a loss over on-policy samples k1 has no gradient in expectation, k2
// has that of KL(current || reference) and k3 that of KL(reference || current).
#pragma once

#include <string>

namespace dragoman::algorithms {

enum class KlEstimator { kK1, kK2, kK3 };

struct KlTerm {
  double value = 0.0;
  double slope = 0.0;  // d(value)/d(logprob)
};

// k3 holds q at 20 from there on, with slope 0, so that no single token can overflow.
KlTerm kl_term(KlEstimator estimator, double logprob, double reference_logprob);

// Of "k1", "k2", "k3"; any other name is our mistake, as the configuration has checked it.
KlEstimator kl_estimator(const std::string& name);

}  // namespace dragoman::algorithms
