#include "algorithms/policy_loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "algorithms/batches_for_tests.h"

namespace dragoman::algorithms {
namespace {

constexpr Aggregation kAggregations[] = {Aggregation::kSequenceMeanTokenMean,
                                         Aggregation::kTokenMean, Aggregation::kConstant,
                                         Aggregation::kSequenceMeanTokenSum};
constexpr KlEstimator kEstimators[] = {KlEstimator::kK1, KlEstimator::kK2, KlEstimator::kK3};

// REINFORCE, token clip, dual clip; each with every KL, entropy and the sampler's correction.
std::vector<PolicyLoss> every_loss() {
  const std::optional<Clip> clips[] = {std::nullopt,
                                       Clip{.epsilon = 0.2, .epsilon_high = 0.28, .delta = {}},
                                       Clip{.epsilon = 0.1, .epsilon_high = 0.1, .delta = 1.2}};
  std::vector<PolicyLoss> made;
  for (const auto& clip : clips) {
    made.push_back({.clip = clip});
    for (const KlEstimator kl : kEstimators) {
      made.push_back({.clip = clip,
                      .beta = 0.3,
                      .kl = kl,
                      .entropy_coef = 0.05,
                      .importance_sampling_cap = 1.05});
    }
  }
  return made;
}

double worst_edge(const PolicyLoss& loss, double ratio) {
  if (!loss.clip) return 1.0;
  double edge = std::min(std::abs(ratio - (1.0 - loss.clip->epsilon)),
                         std::abs(ratio - (1.0 + loss.clip->epsilon_high)));
  if (loss.clip->delta) edge = std::min(edge, std::abs(ratio - *loss.clip->delta));
  return edge;
}

// The slope of the loss by one value, from the two floats beside it.
double measured_slope(const PolicyLoss& loss, Batch& made, float& value) {
  const float kept = value;
  value = kept + 1e-3F;
  const double above = value;
  const double loss_above = policy_loss(loss, made.batch, made.current).loss;
  value = kept - 1e-3F;
  const double below = value;
  const double loss_below = policy_loss(loss, made.batch, made.current).loss;
  value = kept;
  return (loss_above - loss_below) / (above - below);
}

TEST(PolicyLoss, HasTheSlopesItReportsForEverySurrogateKlAndAggregation) {
  Rng rng(5);
  const std::vector<Sequence> sequences = random_sequences(rng, {3, 7, 1, 5});
  for (const Aggregation aggregation : kAggregations) {
    Batch made = batch_of(sequences, aggregation, counts_of(sequences));
    for (const PolicyLoss& loss : every_loss()) {
      const LossReport report = policy_loss(loss, made.batch, made.current);
      for (size_t t = 0; t < made.batch.tokens.size(); ++t) {
        const double ratio = std::exp(made.current.logprob[t] - made.batch.old_logprobs[t]);
        if (worst_edge(loss, ratio) < 5e-3) continue;
        const double slope = measured_slope(loss, made, made.current.logprob[t]);
        EXPECT_NEAR(report.gradients.logprob[t], slope, 1e-5 * (1.0 + std::abs(slope)));
        if (loss.entropy_coef == 0.0) continue;
        const double by_entropy = measured_slope(loss, made, made.current.entropy[t]);
        EXPECT_NEAR(report.gradients.entropy[t], by_entropy, 1e-6);
      }
    }
  }
}

TEST(PolicyLoss, AtTheOldPolicyItIsThePlainPolicyGradient) {
  Rng rng(6);
  std::vector<Sequence> sequences = random_sequences(rng, {4, 2});
  for (Sequence& sequence : sequences) sequence.logprob = sequence.old;
  const Batch made = batch_of(sequences, Aggregation::kTokenMean, counts_of(sequences));
  for (const PolicyLoss& loss : {PolicyLoss{}, PolicyLoss{.clip = Clip{}}}) {
    const LossReport report = policy_loss(loss, made.batch, made.current);
    for (size_t t = 0; t < made.batch.tokens.size(); ++t) {
      EXPECT_FLOAT_EQ(report.gradients.logprob[t],
                      -made.batch.weights[t] * made.batch.advantages[t]);
    }
    const auto metrics = report.tally.metrics();
    EXPECT_EQ(metrics.at("importance_ratio/min"), 1.0);
    EXPECT_EQ(metrics.at("importance_ratio/max"), 1.0);
    if (loss.clip) {
      EXPECT_EQ(metrics.at("clip_ratio/region_mean"), 0.0);
    }
  }
}

TEST(PolicyLoss, WithoutOldLogprobsTakesTheCurrentPolicyAsTheOldOne) {
  Rng rng(7);
  std::vector<Sequence> sequences = random_sequences(rng, {4, 2});
  for (Sequence& sequence : sequences) sequence.old = sequence.logprob;
  Batch made = batch_of(sequences, Aggregation::kTokenMean, counts_of(sequences));
  const PolicyLoss loss{.clip = Clip{}, .importance_sampling_cap = 1.01};
  const LossReport with = policy_loss(loss, made.batch, made.current);
  made.batch.old_logprobs = std::vector<float>();
  const LossReport without = policy_loss(loss, made.batch, made.current);
  EXPECT_EQ(with.loss, without.loss);
  EXPECT_EQ(with.gradients.logprob, without.gradients.logprob);
}

TEST(PolicyLoss, ReadsNothingWhereNoTokenIsPredicted) {
  Rng rng(8);
  const std::vector<Sequence> sequences = random_sequences(rng, {3, 5});
  const StepCounts counts = counts_of(sequences);
  const Batch clean = batch_of(sequences, Aggregation::kTokenMean, counts);
  for (const float junk : {1e4F, -1e4F, std::nanf(""), HUGE_VALF}) {
    const Batch dirty = batch_of(sequences, Aggregation::kTokenMean, counts, junk);
    for (const PolicyLoss& loss : every_loss()) {
      const LossReport expected = policy_loss(loss, clean.batch, clean.current);
      const LossReport found = policy_loss(loss, dirty.batch, dirty.current);
      EXPECT_EQ(found.loss, expected.loss);
      EXPECT_EQ(found.gradients.logprob, expected.gradients.logprob);
      EXPECT_EQ(found.gradients.entropy, expected.gradients.entropy);
      EXPECT_EQ(found.tally.metrics(), expected.tally.metrics());
    }
  }
}

// Slopes of all sampled tokens in the order of the sequences, from batches of `size` sequences.
std::vector<float> slopes_in_parts(const std::vector<Sequence>& sequences, size_t size,
                                   Aggregation aggregation, LossReport& total) {
  std::vector<float> slopes;
  for (size_t begin = 0; begin < sequences.size(); begin += size) {
    const size_t end = std::min(begin + size, sequences.size());
    const std::vector<Sequence> part(sequences.begin() + static_cast<ptrdiff_t>(begin),
                                     sequences.begin() + static_cast<ptrdiff_t>(end));
    const Batch made = batch_of(part, aggregation, counts_of(sequences));
    const LossReport report = policy_loss({.clip = Clip{}, .beta = 0.1}, made.batch, made.current);
    total.loss += report.loss;
    total.tally.add(report.tally);
    for (size_t t = 0; t < made.batch.tokens.size(); ++t) {
      if (made.batch.predicted[t] != 0) slopes.push_back(report.gradients.logprob[t]);
    }
  }
  return slopes;
}

TEST(PolicyLoss, DoesNotDependOnHowAStepIsCutIntoMicroBatches) {
  Rng rng(9);
  const std::vector<Sequence> sequences = random_sequences(rng, {3, 7, 1, 5, 9, 2, 4, 4});
  for (const Aggregation aggregation : kAggregations) {
    LossReport whole;
    const std::vector<float> expected = slopes_in_parts(sequences, 8, aggregation, whole);
    for (const size_t size : {1U, 2U, 3U, 4U}) {
      LossReport parts;
      EXPECT_EQ(slopes_in_parts(sequences, size, aggregation, parts), expected);
      EXPECT_NEAR(parts.loss, whole.loss, 1e-12);
      const auto metrics = parts.tally.metrics();
      for (const auto& [name, value] : whole.tally.metrics()) {
        EXPECT_NEAR(metrics.at(name), value, 1e-12) << name;
      }
    }
  }
}

TEST(PolicyLoss, CountsWhatItClipped) {
  Sequence sequence;
  sequence.old = {-1.0, -1.0, -1.0, -1.0};
  sequence.logprob = {-0.5, -1.5, -0.5, 0.5};
  sequence.advantage = {1.0, -1.0, -1.0, -1.0};
  sequence.behaviour = sequence.reference = sequence.entropy = sequence.old;
  const Batch made = batch_of({sequence}, Aggregation::kTokenMean, counts_of({sequence}));
  const PolicyLoss loss{.clip = Clip{.epsilon = 0.2, .epsilon_high = 0.2, .delta = 3.0}};
  const auto metrics = policy_loss(loss, made.batch, made.current).tally.metrics();
  EXPECT_EQ(metrics.at("clip_ratio/high_mean"), 0.25);
  EXPECT_EQ(metrics.at("clip_ratio/low_mean"), 0.25);
  EXPECT_EQ(metrics.at("clip_ratio/region_mean"), 0.5);
  EXPECT_EQ(metrics.at("clip_ratio/delta_mean"), 0.25);
  EXPECT_NEAR(metrics.at("importance_ratio/max"), std::exp(1.5), 1e-6);
}

TEST(PolicyLoss, CapsTheCorrectionForTheSampler) {
  Sequence sequence;
  sequence.logprob = sequence.old = {-1.0, -1.0};
  sequence.behaviour = {-3.0, -0.5};
  sequence.reference = sequence.entropy = {0.0, 0.0};
  sequence.advantage = {1.0, 1.0};
  const Batch made =
      batch_of({sequence}, Aggregation::kSequenceMeanTokenSum, counts_of({sequence}));
  const PolicyLoss loss{.clip = Clip{}, .importance_sampling_cap = 2.0};
  const LossReport report = policy_loss(loss, made.batch, made.current);
  EXPECT_FLOAT_EQ(report.gradients.logprob[1], -2.0F);
  EXPECT_FLOAT_EQ(report.gradients.logprob[2], -std::exp(-0.5F));
  EXPECT_NEAR(report.tally.metrics().at("sampling/importance_sampling_ratio/max"), std::exp(2.0),
              1e-5);
}

TEST(PolicyLoss, OfABatchWithoutTrainedTokensIsZeroAndSilent) {
  Rng rng(10);
  const std::vector<Sequence> sequences = random_sequences(rng, {3});
  Batch made = batch_of(sequences, Aggregation::kTokenMean, counts_of(sequences));
  std::fill(made.batch.predicted.begin(), made.batch.predicted.end(), uint8_t{0});
  const LossReport report = policy_loss({.clip = Clip{}}, made.batch, made.current);
  EXPECT_EQ(report.loss, 0.0);
  EXPECT_TRUE(report.tally.metrics().empty());
}

TEST(Aggregation, WeightsAreThoseOfTheTable) {
  const StepCounts counts{.sequences = 4, .tokens = 50, .max_completion_length = 32};
  EXPECT_DOUBLE_EQ(token_weight(Aggregation::kSequenceMeanTokenMean, counts, 10), 1.0 / 40.0);
  EXPECT_DOUBLE_EQ(token_weight(Aggregation::kTokenMean, counts, 10), 1.0 / 50.0);
  EXPECT_DOUBLE_EQ(token_weight(Aggregation::kConstant, counts, 10), 1.0 / 128.0);
  EXPECT_DOUBLE_EQ(token_weight(Aggregation::kSequenceMeanTokenSum, counts, 10), 1.0 / 4.0);
  EXPECT_EQ(token_weight(Aggregation::kTokenMean, counts, 0), 0.0);
}

}  // namespace
}  // namespace dragoman::algorithms
