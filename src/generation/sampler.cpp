#include "generation/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_set>

#include "kernels/vector_ops.h"

namespace dragoman::generation {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

void penalize_repetition(std::span<float> logits, double penalty,
                         std::span<const TokenId> history) {
  const std::unordered_set<TokenId> seen(history.begin(), history.end());
  const float factor = static_cast<float>(penalty);
  for (const TokenId token : seen) {
    float& logit = logits[token];
    logit = logit > 0.0F ? logit / factor : logit * factor;
  }
}

void keep_top_k(std::span<float> logits, size_t count) {
  if (count >= logits.size()) return;
  std::vector<float> sorted(logits.begin(), logits.end());
  std::nth_element(sorted.begin(), sorted.begin() + (count - 1), sorted.end(), std::greater<>());
  const float threshold = sorted[count - 1];
  for (float& logit : logits)
    if (logit < threshold) logit = kNever;
}

std::vector<double> probabilities(std::span<const float> logits) {
  const float largest = *std::max_element(logits.begin(), logits.end());
  std::vector<double> p(logits.size());
  double sum = 0.0;
  for (size_t i = 0; i < p.size(); ++i) sum += p[i] = std::exp(double{logits[i]} - largest);
  for (double& value : p) value /= sum;
  return p;
}

// The smallest set of most likely tokens whose probability reaches `top_p`; never empty.
void keep_top_p(std::span<float> logits, double top_p) {
  const std::vector<double> p = probabilities(logits);
  std::vector<size_t> order(p.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p[a] > p[b]; });
  double before = 0.0;
  for (const size_t token : order) {
    if (before >= top_p && before > 0.0) logits[token] = kNever;
    before += p[token];
  }
}

void keep_min_p(std::span<float> logits, double min_p) {
  const std::vector<double> p = probabilities(logits);
  const double threshold = min_p * *std::max_element(p.begin(), p.end());
  for (size_t i = 0; i < p.size(); ++i)
    if (p[i] < threshold) logits[i] = kNever;
}

}  // namespace

void filter_logits(std::span<float> logits, const episodes::SamplingSettings& settings,
                   std::span<const TokenId> history) {
  if (settings.repetition_penalty != 1.0)
    penalize_repetition(logits, settings.repetition_penalty, history);
  const float temperature = static_cast<float>(settings.temperature);
  for (float& logit : logits) logit /= temperature;
  if (settings.top_k > 0) keep_top_k(logits, static_cast<size_t>(settings.top_k));
  if (settings.top_p < 1.0) keep_top_p(logits, settings.top_p);
  if (settings.min_p > 0.0) keep_min_p(logits, settings.min_p);
}

Draw draw_token(std::span<const float> logits, const episodes::SamplingSettings& settings,
                const RowContext& row) {
  thread_local std::vector<float> filtered, weights;
  weights.resize(logits.size());
  const kernels::Normalizer own = kernels::normalize(logits.data(), logits.size(), weights.data());
  if (!std::isfinite(own.sum)) return {0, std::numeric_limits<float>::quiet_NaN(), 0.0F};
  const auto own_logprob = [&](size_t token) {
    return static_cast<float>(own.logprob(logits[token]));
  };
  const bool greedy = settings.temperature == 0.0;
  const bool plain = settings.temperature == 1.0 && settings.full_distribution();
  if (!greedy && plain) {
    const size_t token = kernels::pick(weights.data(), weights.size(), row.stream->uniform());
    return {static_cast<TokenId>(token), own_logprob(token), own_logprob(token)};
  }
  filtered.assign(logits.begin(), logits.end());
  if (greedy) {  // only a penalty can move the maximum
    if (settings.repetition_penalty != 1.0)
      penalize_repetition(filtered, settings.repetition_penalty, row.history);
    const size_t token = kernels::largest(filtered.data(), filtered.size());
    return {static_cast<TokenId>(token), own_logprob(token), 0.0F};
  }
  filter_logits(filtered, settings, row.history);
  const kernels::Normalizer behaviour =
      kernels::normalize(filtered.data(), filtered.size(), weights.data());
  const size_t token = kernels::pick(weights.data(), weights.size(), row.stream->uniform());
  return {static_cast<TokenId>(token), own_logprob(token),
          static_cast<float>(behaviour.logprob(filtered[token]))};
}

}  // namespace dragoman::generation
