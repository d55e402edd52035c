#include "training/health.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace dragoman::training {
namespace {

constexpr int64_t kFirstSteps = 10;  // that say how long answers are
constexpr const char* kLength = "completions/mean_length";
constexpr const char* kLengthChange = "completions/length_change";

// Nothing where the step has no such metric. JSON has no NaN: such a number is null.
std::optional<double> number(const Json& metrics, const char* name) {
  const auto found = metrics.find(name);
  if (found == metrics.end()) return std::nullopt;
  return found->is_number() ? found->get<double>() : std::nan("");
}

}  // namespace

struct Health::Sign {
  const char* metric;
  std::optional<double> least, most;
  int64_t patience;  // steps in a row
  const char* cause;
  const char* remedies;

  bool is_ill(double value) const {
    return !std::isfinite(value) || (least && value < *least) || (most && value > *most);
  }
};

// Ranges and patience: axolotl's stability guide, verl's questions and answers, NeMo RL's
// documentation.
std::vector<Health::Sign> Health::signs_of_learning() const {
  const HealthSection& s = section_;
  return {
      {"entropy",
       s.least_entropy,
       {},
       5,
       "the policy has collapsed on one answer",
       "a higher rl.temperature, algorithm.entropy_coef = 0.01, or a lower trainer.learning_rate"},
      {"kl",
       {},
       s.most_kl,
       5,
       "the policy runs away from its reference",
       "a lower trainer.learning_rate, a higher algorithm.beta, or algorithm.target_kl"},
      {"frac_reward_zero_std",
       {},
       s.most_flat_groups,
       20,
       "most groups have equal rewards and learn nothing",
       "more rl.num_generations, a higher rl.temperature, or a reward that tells answers apart"},
      {"clip_ratio/region_mean",
       {},
       s.most_clipped_tokens,
       5,
       "the policy moves further than its ratios may go",
       "a lower trainer.learning_rate, fewer algorithm.num_iterations, or a wider "
       "algorithm.epsilon"},
      {"sampling/sampling_logp_difference/mean",
       {},
       s.most_sampler_difference,
       3,
       "the sampler is not the policy that is trained",
       "model.dtype = \"float32\", rl.top_p and rl.top_k off, or "
       "algorithm.importance_sampling_clip_max = 2"},
      {"grad_norm",
       {},
       s.most_grad_norm,
       3,
       "the gradient explodes",
       "a lower trainer.learning_rate, a longer trainer.warmup_ratio, or a lower "
       "trainer.max_grad_norm"},
      {"episodes/failed_ratio",
       {},
       s.most_failed,
       3,
       "rewards fail or are not finite",
       "the log's reasons, the reward's own service, or the reward's options"}};
}

std::vector<Health::Sign> Health::signs_of_answers() const {
  const HealthSection& s = section_;
  return {
      {"completions/clipped_ratio",
       {},
       s.most_truncated,
       5,
       "answers do not end; a reward may pay for length",
       "the reward soft_overlong, a larger rl.max_completion_length, or another reward"},
      {kLengthChange, 1.0 / s.most_length_change, s.most_length_change, 5,
       "answers are no longer as long as they were; a reward may pay for length",
       "the reward length_ratio, algorithm.loss_type = \"dr_grpo\", or a higher algorithm.beta"},
      {"mt/copy_ratio",
       {},
       s.most_copied,
       5,
       "answers copy the source; a reward may pay for it",
       "the reward copy as a gate, a higher algorithm.beta, or more supervised training first"},
      {"mt/off_target_ratio",
       {},
       s.most_off_target,
       5,
       "answers drift into another language; a reward may pay for it",
       "the reward language as a gate, a higher algorithm.beta, or more supervised training "
       "first"}};
}

std::vector<std::string> Health::observe(const Json& metrics) {
  if (!section_.alarms) return {};
  Json seen = metrics;
  if (const auto length = number(metrics, kLength)) seen[kLengthChange] = length_change(*length);
  std::vector<std::string> alarms;
  std::vector<Sign> signs = signs_of_learning();
  for (const Sign& sign : signs_of_answers()) signs.push_back(sign);
  for (const Sign& sign : signs) {
    const auto value = number(seen, sign.metric);
    if (!value) continue;
    int64_t& ill_for = ill_for_[sign.metric];
    ill_for = sign.is_ill(*value) ? ill_for + 1 : 0;
    if (ill_for == (std::isfinite(*value) ? sign.patience : 1))
      alarms.push_back(
          fmt::format("{} is {:.4g}, healthy is {} {:.4g}: {}; try {}", sign.metric, *value,
                      sign.least && *value < *sign.least ? "at least" : "at most",
                      sign.least && *value < *sign.least ? *sign.least : sign.most.value_or(0.0),
                      sign.cause, sign.remedies));
  }
  std::string diverges = divergence_.observe(metrics);
  if (!diverges.empty()) alarms.push_back(std::move(diverges));
  return alarms;
}

// 1 until the first steps have said what is usual.
double Health::length_change(double length) {
  if (steps_ < kFirstSteps) {
    ++steps_;
    first_lengths_ += length;
    return 1.0;
  }
  return length * static_cast<double>(steps_) / std::max(first_lengths_, 1.0);
}

Json Health::state() const {
  return {{"ill_for", ill_for_},
          {"steps", steps_},
          {"first_lengths", first_lengths_},
          {"divergence", divergence_.state()}};
}

void Health::set_state(const Json& state) {
  ill_for_ = state.at("ill_for").get<std::map<std::string, int64_t>>();
  steps_ = state.at("steps").get<int64_t>();
  first_lengths_ = state.at("first_lengths").get<double>();
  divergence_.set_state(state.at("divergence"));
}

}  // namespace dragoman::training
