// How good a reward model is: how often it is right, how often where answers differ much or little,
// and whether it is as sure as it is right.
#pragma once

#include <span>
#include <vector>

#include "base/json.h"

namespace dragoman::training {

// One pair under the reward model.
struct ScoredPair {
  double difference = 0.0;  // score of the better answer - that of the worse one
  double gap = 0.0;         // by how much it is better, as far as the data say; else 0
};

// Pairs of one stretch of gaps, or of probabilities.
struct PairBin {
  double low = 0.0, high = 0.0;
  int64_t pairs = 0;
  double accuracy = 0.0;    // share of pairs with a difference above 0; a tie counts half
  double confidence = 0.0;  // mean of sigmoid(|difference|): the accuracy that it claims

  Json to_json() const;
};

double accuracy_of(std::span<const ScoredPair> pairs);

// Bins of equally many pairs by their gaps; where no gap is known, by |difference|.
std::vector<PairBin> bins_by_margin(std::span<const ScoredPair> pairs, int64_t bins);

// Reliability: bins of equal width of the claimed probability, 0.5 … 1; empty ones are left out.
std::vector<PairBin> bins_by_confidence(std::span<const ScoredPair> pairs, int64_t bins);

// Expected calibration error: the mean over pairs of |accuracy - confidence| of their bin.
double calibration_error(std::span<const PairBin> bins);

}  // namespace dragoman::training
