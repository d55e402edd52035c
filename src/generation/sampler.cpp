#include "generation/sampler.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "generation/candidates.h"
#include "kernels/vector_ops.h"

namespace dragoman::generation {
namespace {

constexpr float kUndrawable = -std::numeric_limits<float>::infinity();

std::vector<float>& weight_buffer(size_t width) {
  thread_local std::vector<float> weights;
  weights.resize(width);
  return weights;
}

Draw draw_candidate(std::span<const Candidate> candidates, double uniform) {
  double sum = 0.0;
  for (const Candidate& one : candidates) sum += one.weight;
  double before = 0.0;
  const Candidate* drawn = nullptr;
  for (const Candidate& one : candidates) {
    if (one.weight == 0.0) continue;
    drawn = &one;
    before += one.weight;
    if (before > uniform * sum) break;
  }
  return {drawn->token, 0.0F, static_cast<float>(std::log(drawn->weight / sum))};
}

}  // namespace

std::string no_token_text(size_t tokens_so_far) {
  return fmt::format("after {} tokens the sampling settings leave no token that could follow",
                     tokens_so_far);
}

Draw Sampler::draw(std::span<const float> logits, const RowContext& row, Rng& stream) const {
  const bool greedy = settings_.temperature == 0.0;
  const bool scaled = !greedy && settings_.temperature != 1.0;
  const bool untouched = rules_.idle(row) && !scaled;
  const bool plain = untouched && !greedy && !keeps_likeliest(settings_);
  float* const weights = plain ? weight_buffer(logits.size()).data() : nullptr;
  const kernels::Normalizer own = kernels::normalize(logits.data(), logits.size(), weights);
  if (!std::isfinite(own.sum)) return {0, std::numeric_limits<float>::quiet_NaN(), 0.0F};
  const auto own_logprob = [&](TokenId token) {
    return static_cast<float>(own.logprob(logits[token]));
  };
  if (plain) {
    const auto token =
        static_cast<TokenId>(kernels::pick(weights, logits.size(), stream.uniform()));
    return {token, own_logprob(token), own_logprob(token)};
  }
  thread_local std::vector<float> changed;
  std::span<const float> seen = logits;
  if (!untouched) {
    changed.assign(logits.begin(), logits.end());
    rules_.apply(changed, row);
    if (scaled)
      kernels::divide(changed.data(), changed.size(), static_cast<float>(settings_.temperature));
    seen = changed;
  }
  Draw draw = greedy ? Draw{static_cast<TokenId>(kernels::largest(seen.data(), seen.size()))}
                     : draw_scaled(seen, stream.uniform());
  if (draw.token != kNoToken && seen[draw.token] == kUndrawable) draw.token = kNoToken;
  if (draw.token != kNoToken) draw.logprob = own_logprob(draw.token);
  return draw;
}

Draw Sampler::draw_scaled(std::span<const float> logits, double uniform) const {
  if (keeps_likeliest(settings_)) {
    const std::span<const Candidate> kept = likeliest(logits, settings_);
    return kept.empty() ? Draw{} : draw_candidate(kept, uniform);
  }
  std::vector<float>& weights = weight_buffer(logits.size());
  const kernels::Normalizer normalizer =
      kernels::normalize(logits.data(), logits.size(), weights.data());
  if (normalizer.largest == kUndrawable) return {};
  const size_t token = kernels::pick(weights.data(), weights.size(), uniform);
  return {static_cast<TokenId>(token), 0.0F, static_cast<float>(normalizer.logprob(logits[token]))};
}

std::vector<Continuation> likeliest_continuations(std::span<const float> logits, size_t count) {
  const kernels::Normalizer own = kernels::normalize(logits.data(), logits.size(), nullptr);
  if (!std::isfinite(own.sum)) return {{0, std::numeric_limits<float>::quiet_NaN()}};
  std::vector<Continuation> found;
  for (const Candidate& one : likeliest(logits, {.top_k = static_cast<int64_t>(count)}))
    found.push_back({one.token, static_cast<float>(own.logprob(one.logit))});
  return found;
}

}  // namespace dragoman::generation
