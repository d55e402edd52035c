#include "generation/sampler.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_set>

#include "base/error.h"

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

// First token whose cumulative probability passes `uniform`; probabilities need not sum to 1.
int64_t pick(std::span<const float> probability, double uniform) {
  double total = 0.0;
  for (const float value : probability) total += value;
  const double target = uniform * total;
  double sum = 0.0;
  int64_t last = 0;
  for (size_t i = 0; i < probability.size(); ++i) {
    if (probability[i] <= 0.0F) continue;
    sum += probability[i];
    last = static_cast<int64_t>(i);
    if (sum > target) return last;
  }
  return last;  // rounding at the very end
}

at::Tensor filtered(const at::Tensor& logits, const episodes::SamplingSettings& settings,
                    std::span<const RowContext> rows) {
  if (settings.full_distribution())
    return settings.temperature == 1.0 ? logits : logits / settings.temperature;
  at::Tensor copy = logits.clone();
  float* data = copy.data_ptr<float>();
  const int64_t width = copy.size(1);
  at::parallel_for(0, copy.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      filter_logits({data + row * width, static_cast<size_t>(width)}, settings, rows[row].history);
  });
  return copy;
}

void check_finite(const std::vector<Draw>& draws) {
  for (const Draw& draw : draws)
    if (!std::isfinite(draw.logprob))
      throw_failure("the model's output is not finite; are its weights sound?");
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

std::vector<Draw> draw_tokens(const at::Tensor& device_logits,
                              const episodes::SamplingSettings& settings,
                              std::span<const RowContext> rows) {
  const at::Tensor logits = device_logits.to(at::kCPU).to(at::kFloat).contiguous();  // [B, V]
  const int64_t width = logits.size(1);
  const at::Tensor own = at::log_softmax(logits, -1);
  const bool greedy = settings.temperature == 0.0;
  const bool plain = !greedy && settings.temperature == 1.0 && settings.full_distribution();
  at::Tensor behaviour;  // log of the distribution drawn from
  at::Tensor probability;
  if (greedy) {
    episodes::SamplingSettings penalty;  // the only setting that can move the maximum
    penalty.repetition_penalty = settings.repetition_penalty;
    behaviour = filtered(logits, penalty, rows);
  } else {
    behaviour = plain ? own : at::log_softmax(filtered(logits, settings, rows), -1);
    probability = behaviour.exp();
  }
  const float* own_data = own.const_data_ptr<float>();
  const float* behaviour_data = behaviour.const_data_ptr<float>();
  std::vector<Draw> draws(static_cast<size_t>(logits.size(0)));
  at::parallel_for(0, logits.size(0), 8, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const std::span<const float> values{behaviour_data + row * width, static_cast<size_t>(width)};
      int64_t token = 0;
      if (greedy) {
        token = std::max_element(values.begin(), values.end()) - values.begin();
      } else {
        const float* p = probability.const_data_ptr<float>() + row * width;
        token = pick({p, static_cast<size_t>(width)}, rows[row].stream->uniform());
      }
      draws[row] = {static_cast<TokenId>(token), own_data[row * width + token],
                    greedy ? 0.0F : values[token]};
    }
  });
  check_finite(draws);
  return draws;
}

}  // namespace dragoman::generation
