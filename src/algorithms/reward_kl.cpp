#include "algorithms/reward_kl.h"

#include "base/error.h"

namespace dragoman::algorithms {

std::vector<double> reward_kl_to_go(const LossOptions& options, const episodes::Episode& episode) {
  const auto count = static_cast<size_t>(episode.sampled_count());
  std::vector<double> to_go(count, 0.0);
  if (options.beta == 0.0) return to_go;
  const std::vector<float>& old =
      episode.old_logprobs.empty() ? episode.behaviour_logprobs : episode.old_logprobs;
  DRAGOMAN_CHECK(old.size() == count && episode.reference_logprobs.size() == count,
                 "a KL in the reward needs old and reference logprobs of every sampled token");
  const KlEstimator estimator = kl_estimator(options.kl_estimator);
  double sum = 0.0;
  for (size_t t = count; t-- > 0;) {
    sum += options.beta * kl_term(estimator, old[t], episode.reference_logprobs[t]).value;
    to_go[t] = sum;
  }
  return to_go;
}

PolicyLoss without_kl(PolicyLoss loss) {
  loss.beta = 0.0;
  return loss;
}

}  // namespace dragoman::algorithms
