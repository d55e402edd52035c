#include "training/preference_report.h"

namespace dragoman::training {

void PreferenceReport::add(const algorithms::Comparison& pair,
                           const algorithms::ComparisonTerm& term) {
  sums_[kLoss] += term.value;
  if (pair.chosen) {
    sums_[kChosen] += 1.0;
    sums_[kChosenReward] += loss_.reward(*pair.chosen);
    sums_[kChosenLogprob] += pair.chosen->logprob;
  }
  if (pair.rejected) {
    sums_[kRejected] += 1.0;
    sums_[kRejectedReward] += loss_.reward(*pair.rejected);
    sums_[kRejectedLogprob] += pair.rejected->logprob;
  }
  if (!pair.chosen || !pair.rejected) return;
  const double margin = loss_.reward(*pair.chosen) - loss_.reward(*pair.rejected);
  sums_[kPairs] += 1.0;
  sums_[kMargin] += margin;
  sums_[kRight] += margin > 0.0 ? 1.0 : 0.0;
}

void PreferenceReport::add_tokens(const episodes::PolicyBatch& batch,
                                  const episodes::TokenQuantities& current,
                                  std::span<const algorithms::Comparison> compared) {
  std::vector<bool> chosen;  // by segment
  for (const algorithms::Comparison& pair : compared) {
    if (pair.chosen) chosen.push_back(true);
    if (pair.rejected) chosen.push_back(false);
  }
  for (size_t s = 0; s < chosen.size(); ++s) {
    for (int32_t t = batch.cu_seqlens[s]; t < batch.cu_seqlens[s + 1]; ++t) {
      if (batch.predicted[t] == 0) continue;
      sums_[kTokens] += 1.0;
      sums_[kEntropy] += current.entropy[t];
      if (!chosen[s]) continue;
      sums_[kChosenTokens] += 1.0;
      sums_[kCorrect] += current.correct[t];
    }
  }
  num_tokens_ += batch.size();
}

Json PreferenceReport::metrics(comm::Comm& comm) const {
  std::vector<double> sums = sums_;
  comm.sum(sums);
  Json metrics = {{"loss", sums[kLoss]}};
  // A mean over nothing is not told.
  const auto tell = [&](const char* name, Sum sum, Sum count) {
    if (sums[count] > 0.0) metrics[name] = sums[sum] / sums[count];
  };
  tell("rewards/chosen", kChosenReward, kChosen);
  tell("rewards/rejected", kRejectedReward, kRejected);
  tell("rewards/accuracies", kRight, kPairs);
  tell("rewards/margins", kMargin, kPairs);
  tell("logps/chosen", kChosenLogprob, kChosen);
  tell("logps/rejected", kRejectedLogprob, kRejected);
  tell("entropy", kEntropy, kTokens);
  tell("mean_token_accuracy", kCorrect, kChosenTokens);
  if (loss_.nll_coef() > 0.0 && counts_.chosen_tokens > 0.0)
    metrics["nll_loss"] = -sums[kChosenLogprob] / counts_.chosen_tokens;
  metrics["num_tokens"] = num_tokens_;
  return metrics;
}

}  // namespace dragoman::training
