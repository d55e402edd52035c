#include "generation/candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/vector_ops.h"

namespace dragoman::generation {
namespace {

constexpr float kNothing = -std::numeric_limits<float>::infinity();
constexpr size_t kBlock = 64;

// This thread's buffers, so that a draw allocates nothing once they have grown.
struct Buffers {
  std::vector<Candidate> candidates;
  std::vector<float> largest;  // of each block
  std::vector<float> values;
  std::vector<float> weights;  // of all tokens
  std::vector<double> masses;
  std::vector<Candidate> step;
};

Buffers& buffers() {
  thread_local Buffers mine;
  return mine;
}

// Everything above -infinity that reaches `bound`.
void gather(std::span<const float> logits, float bound, Buffers& buffer) {
  buffer.candidates.clear();
  for (size_t block = 0; block < buffer.largest.size(); ++block) {
    if (buffer.largest[block] < bound) continue;
    const size_t end = std::min((block + 1) * kBlock, logits.size());
    for (size_t i = block * kBlock; i < end; ++i)
      if (logits[i] >= bound && logits[i] > kNothing)
        buffer.candidates.push_back({static_cast<TokenId>(i), logits[i]});
  }
}

// The count-th largest of the values, which it rearranges. count is in [1, values].
float nth_largest(std::vector<float>& values, size_t count) {
  const auto place = values.begin() + static_cast<int64_t>(count - 1);
  std::nth_element(values.begin(), place, values.end(), std::greater<>());
  return *place;
}

// As many blocks as there are tokens to keep have a logit of their own that is not below the bound.
void gather_top_k(std::span<const float> logits, size_t count, Buffers& buffer) {
  float bound = kNothing;
  if (count <= buffer.largest.size()) {
    buffer.values = buffer.largest;
    bound = nth_largest(buffer.values, count);
  }
  gather(logits, bound, buffer);
  if (buffer.candidates.size() <= count) return;
  buffer.values.clear();
  for (const Candidate& one : buffer.candidates) buffer.values.push_back(one.logit);
  const float threshold = nth_largest(buffer.values, count);
  std::erase_if(buffer.candidates, [&](const Candidate& one) { return one.logit < threshold; });
}

// All tokens whose share of the sum is below (1 - top_p) / V are together too light to be needed;
// half of that leaves room for rounding.
void gather_top_p(std::span<const float> logits, double top_p, double sum, Buffers& buffer,
                  float largest) {
  const double lightest = 0.5 * (1.0 - top_p) * sum / static_cast<double>(logits.size());
  gather(logits, std::min(largest, static_cast<float>(largest + std::log(lightest))), buffer);
}

// Keeps the smallest set of likeliest candidates that reaches `mass`; one at least. Candidates of
// like logits share a step of a staircase; only the step on which the set ends is sorted.
void keep_mass(double mass, float largest, Buffers& buffer) {
  constexpr size_t kSteps = 2048;
  constexpr float kStepsPerLogit = 64.0F;
  const auto step_of = [&](const Candidate& one) {
    const float below = (largest - one.logit) * kStepsPerLogit;
    return below < static_cast<float>(kSteps - 1) ? static_cast<size_t>(below) : kSteps - 1;
  };
  std::vector<Candidate>& all = buffer.candidates;
  std::vector<double>& masses = buffer.masses;
  masses.assign(kSteps, 0.0);
  for (const Candidate& one : all) masses[step_of(one)] += one.weight;
  size_t last = 0;
  double before = 0.0;
  for (; last + 1 < kSteps && before + masses[last] < mass; ++last) before += masses[last];
  std::vector<Candidate>& step = buffer.step;
  step.clear();
  for (const Candidate& one : all)
    if (step_of(one) == last) step.push_back(one);
  std::stable_sort(step.begin(), step.end(),
                   [](const Candidate& a, const Candidate& b) { return a.logit > b.logit; });
  size_t kept = 0;
  while (kept < step.size() && (before < mass || (before == 0.0 && kept == 0)))
    before += step[kept++].weight;
  step.resize(kept);
  std::sort(step.begin(), step.end(),
            [](const Candidate& a, const Candidate& b) { return a.token < b.token; });
  size_t next = 0;  // in `step`
  std::erase_if(all, [&](const Candidate& one) {
    const size_t at = step_of(one);
    if (at != last) return at > last;
    const bool stays = next < step.size() && step[next].token == one.token;
    next += stays ? 1 : 0;
    return !stays;
  });
}

}  // namespace

bool keeps_likeliest(const episodes::SamplingSettings& settings) {
  return settings.top_k > 0 || settings.top_p < 1.0 || settings.min_p > 0.0;
}

std::span<const Candidate> likeliest(std::span<const float> logits,
                                     const episodes::SamplingSettings& settings) {
  Buffers& buffer = buffers();
  buffer.largest.resize((logits.size() + kBlock - 1) / kBlock);
  kernels::block_largest(logits.data(), logits.size(), kBlock, buffer.largest.data());
  const float largest = *std::max_element(buffer.largest.begin(), buffer.largest.end());
  double sum = 0.0;  // of all weights before top-p
  if (settings.top_k > 0) {
    gather_top_k(logits, static_cast<size_t>(settings.top_k), buffer);
  } else if (settings.top_p < 1.0) {
    buffer.weights.resize(logits.size());
    sum = kernels::normalize(logits.data(), logits.size(), buffer.weights.data()).sum;
    gather_top_p(logits, settings.top_p, sum, buffer, largest);
  } else {
    const double rounding = 1e-3;
    gather(logits, static_cast<float>(largest + std::log(settings.min_p) - rounding), buffer);
  }
  std::vector<Candidate>& candidates = buffer.candidates;
  const bool weighed = sum > 0.0;
  for (Candidate& one : candidates) {
    one.weight =
        weighed ? double{buffer.weights[one.token]} : std::exp(double{one.logit} - largest);
    if (!weighed) sum += one.weight;
  }
  if (settings.top_p < 1.0) keep_mass(settings.top_p * sum, largest, buffer);
  if (settings.min_p > 0.0)
    std::erase_if(candidates, [&](const Candidate& one) { return one.weight < settings.min_p; });
  return candidates;
}

}  // namespace dragoman::generation
