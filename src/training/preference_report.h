// What the log shows of a preference step, under TRL's names: rewards/chosen, rewards/rejected,
// rewards/accuracies, rewards/margins, logps/chosen, logps/rejected, entropy, mean_token_accuracy,
// loss, nll_loss.
#pragma once

#include <span>
#include <vector>

#include "algorithms/preference.h"
#include "base/json.h"
#include "comm/comm.h"
#include "episodes/policy_batch.h"

namespace dragoman::training {

class PreferenceReport {
 public:
  // Both outlive the report.
  PreferenceReport(const algorithms::PreferenceLoss& loss,
                   const algorithms::PreferenceCounts& counts)
      : loss_(loss), counts_(counts) {}

  void add(const algorithms::Comparison& pair, const algorithms::ComparisonTerm& term);
  // `compared` are the pairs whose answers are the batch's segments, in order.
  void add_tokens(const episodes::PolicyBatch& batch, const episodes::TokenQuantities& current,
                  std::span<const algorithms::Comparison> compared);

  // Over all ranks; num_tokens is this rank's own.
  Json metrics(comm::Comm& comm) const;

 private:
  enum Sum {
    kLoss,
    kChosen,
    kRejected,
    kPairs,
    kTokens,  // trained ones
    kChosenTokens,
    kChosenReward,
    kRejectedReward,
    kMargin,
    kRight,
    kChosenLogprob,
    kRejectedLogprob,
    kEntropy,
    kCorrect,
    kSums
  };

  const algorithms::PreferenceLoss& loss_;
  const algorithms::PreferenceCounts& counts_;
  std::vector<double> sums_ = std::vector<double>(kSums, 0.0);
  int64_t num_tokens_ = 0;
};

}  // namespace dragoman::training
