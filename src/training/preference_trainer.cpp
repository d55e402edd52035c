// The parts of a preference step that its story (preference_step.cpp) calls by name.
#include <algorithm>

#include "base/progress.h"
#include "training/preference_step.h"
#include "training/supervised.h"

namespace dragoman::training {
namespace {

double trained_length(const Example& example) {
  return static_cast<double>(trained_tokens(example, {}));
}

// The prompt of one answer and the tokens of another.
Example joined(const Example& asked, const Example& answer) {
  const auto begin_of = [](const Example& example) {
    return std::find(example.trained.begin(), example.trained.end(), uint8_t{1}) -
           example.trained.begin();
  };
  Example made;
  made.tokens.assign(asked.tokens.begin(), asked.tokens.begin() + begin_of(asked));
  made.trained.assign(made.tokens.size(), 0);
  made.tokens.insert(made.tokens.end(), answer.tokens.begin() + begin_of(answer),
                     answer.tokens.end());
  made.trained.insert(made.trained.end(), answer.trained.begin() + begin_of(answer),
                      answer.trained.end());
  return made;
}

std::vector<ExampleGroup> alone(const std::vector<Example>& examples) {
  std::vector<ExampleGroup> groups;
  for (const Example& example : examples) groups.push_back({&example});
  return groups;
}

}  // namespace

std::vector<Example> mismatched(std::span<const Preference* const> pairs) {
  std::vector<const Example*> answers;
  for (const auto side : {&Preference::chosen, &Preference::rejected})
    for (const Preference* pair : pairs)
      if (pair->*side) answers.push_back(&*(pair->*side));
  std::vector<Example> made;
  for (size_t i = 0; i < answers.size(); ++i)
    made.push_back(joined(*answers[(i + 1) % answers.size()], *answers[i]));
  return made;
}

PreferenceTrainer::PreferenceTrainer(TrainingArguments arguments, PreferenceParts parts,
                                     const Rng& rng)
    : arguments_(std::move(arguments)),
      parts_(std::move(parts)),
      order_(static_cast<int64_t>(parts_.pairs.size()), rng.derive("pairs")) {
  if (parts_.precompute_ref_log_probs && parts_.loss->needs_reference()) precompute();
}

PreferenceTrainer::Drawn PreferenceTrainer::draw(int64_t step) {
  const int64_t per_step = arguments_.sequences_per_step() * parts_.comm.world_size();
  const auto items = order_.items(step * per_step, per_step, parts_.comm);
  return {items.begin(), items.end()};
}

std::vector<ExampleGroup> PreferenceTrainer::groups_of(const Drawn& drawn) const {
  std::vector<ExampleGroup> groups;
  for (const size_t pair : drawn) groups.push_back(parts_.pairs[pair].group());
  return groups;
}

algorithms::PreferenceCounts PreferenceTrainer::count(const Drawn& drawn) const {
  algorithms::PreferenceCounts counts;
  const auto side = [](const std::optional<Example>& example) -> std::optional<algorithms::Answer> {
    if (!example) return std::nullopt;
    return algorithms::Answer{.length = trained_length(*example)};
  };
  for (const size_t pair : drawn)
    counts.add({side(parts_.pairs[pair].chosen), side(parts_.pairs[pair].rejected)});
  double sums[] = {counts.comparisons, counts.answers, counts.chosen_tokens};
  parts_.comm.sum(sums);
  return {sums[0], sums[1], sums[2]};
}

std::vector<float> PreferenceTrainer::reference_logprobs(const episodes::PolicyBatch& batch) {
  return (parts_.reference ? parts_.reference->evaluate(batch, {})
                           : parts_.learner.evaluate_base(batch, {}))
      .logprob;
}

// Before the first step the policy is the reference, but for an adapter that was begun.
void PreferenceTrainer::precompute() {
  Drawn all(parts_.pairs.size());
  for (size_t i = 0; i < all.size(); ++i) all[i] = i;
  precomputed_.resize(all.size());
  Progress progress("reference", "pairs", static_cast<int64_t>(all.size()));
  for (const GroupBatch& packed : pack_groups(groups_of(all), arguments_.max_tokens_per_batch)) {
    const auto quantities = parts_.learner.has_base()
                                ? parts_.learner.evaluate_base(packed.batch, {})
                                : parts_.learner.evaluate(packed.batch, {});
    const std::vector<double> sums = segment_sums(packed.batch, quantities.logprob);
    size_t segment = 0;
    for (const size_t pair : packed.groups) {
      if (parts_.pairs[pair].chosen) precomputed_[pair].chosen = sums[segment++];
      if (parts_.pairs[pair].rejected) precomputed_[pair].rejected = sums[segment++];
    }
    progress.advance(static_cast<int64_t>(packed.groups.size()));
  }
}

// The mean log-ratio of mismatched answers, at least 0.
double PreferenceTrainer::estimated_kl(const Drawn& drawn) {
  std::vector<const Preference*> pairs;
  for (const size_t pair : drawn) pairs.push_back(&parts_.pairs[pair]);
  const std::vector<Example> examples = mismatched(pairs);
  double sums[] = {0.0, static_cast<double>(examples.size())};
  for (const GroupBatch& packed : pack_groups(alone(examples), arguments_.max_tokens_per_batch)) {
    const auto own = segment_sums(packed.batch, parts_.learner.evaluate(packed.batch, {}).logprob);
    const auto reference = segment_sums(packed.batch, reference_logprobs(packed.batch));
    for (size_t s = 0; s < own.size(); ++s) sums[0] += own[s] - reference[s];
  }
  parts_.comm.sum(sums);
  return std::max(0.0, sums[0] / sums[1]);
}

std::vector<algorithms::Comparison> PreferenceTrainer::compare(const GroupBatch& packed,
                                                               const Drawn& drawn,
                                                               std::span<const float> logprobs) {
  const std::vector<double> own = segment_sums(packed.batch, logprobs);
  std::vector<double> reference(own.size(), 0.0);
  const bool looks = parts_.loss->needs_reference() && precomputed_.empty();
  if (looks) reference = segment_sums(packed.batch, reference_logprobs(packed.batch));
  size_t segment = 0;
  const auto next = [&](const std::optional<Example>& example,
                        double precomputed) -> std::optional<algorithms::Answer> {
    if (!example) return std::nullopt;
    const double other = precomputed_.empty() ? reference[segment] : precomputed;
    return algorithms::Answer{own[segment++], other, trained_length(*example)};
  };
  std::vector<algorithms::Comparison> compared;
  for (const size_t group : packed.groups) {
    const Preference& pair = parts_.pairs[drawn[group]];
    const Sums sums = precomputed_.empty() ? Sums{} : precomputed_[drawn[group]];
    algorithms::Comparison& made = compared.emplace_back();
    made.chosen = next(pair.chosen, sums.chosen);
    made.rejected = next(pair.rejected, sums.rejected);
  }
  return compared;
}

}  // namespace dragoman::training
