#include "algorithms/policy_loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "algorithms/batches_for_tests.h"
#include "config/recipe.h"

namespace dragoman::algorithms {
namespace {

constexpr Aggregation kAggregations[] = {Aggregation::kSequenceMeanTokenMean,
                                         Aggregation::kTokenMean, Aggregation::kConstant,
                                         Aggregation::kSequenceMeanTokenSum};
constexpr KlEstimator kEstimators[] = {KlEstimator::kK1, KlEstimator::kK2, KlEstimator::kK3};

struct Loss {
  std::string surrogate;
  std::string options;  // lines of TOML
  PolicyLoss settings;

  LossReport operator()(const Batch& made) const {
    const auto part = config::preset(surrogate::catalog(), surrogate, {options});
    return policy_loss(settings, *part.make(), made.batch, made.current);
  }
};

// Every surrogate whose slope is its value's; each with every KL, entropy and the sampler's
// correction.
std::vector<Loss> every_loss() {
  std::vector<Loss> made;
  for (const char* name : {"reinforce", "clip", "gspo", "tic_grpo", "fspo"}) {
    made.push_back({name, "", {}});
    for (const KlEstimator kl : kEstimators)
      for (const bool weighted : {false, true})
        made.push_back({name,
                        "",
                        {.beta = 0.3,
                         .kl = kl,
                         .weighted_kl = weighted,
                         .entropy_coef = 0.05,
                         .correction = SamplerCorrection{.by_sequence = weighted, .high = 1.05}}});
  }
  made.push_back({"clip", "delta = 1.3", {}});
  return made;
}

// The slope of the loss by one value, from the two floats beside it; not smooth: a clip's edge lies
// between them.
double measured_slope(const Loss& loss, Batch& made, float& value, bool& smooth) {
  const float kept = value;
  value = kept + 1e-3F;
  const double above = value;
  const double loss_above = loss(made).loss;
  value = kept - 1e-3F;
  const double below = value;
  const double loss_below = loss(made).loss;
  value = kept;
  const double loss_here = loss(made).loss;
  const double right = (loss_above - loss_here) / (above - double{kept});
  const double left = (loss_here - loss_below) / (double{kept} - below);
  smooth = std::abs(right - left) < 3e-3 * (std::abs(right) + std::abs(left) + 0.1);
  return (loss_above - loss_below) / (above - below);
}

TEST(PolicyLoss, HasTheSlopesItReportsForEverySurrogateKlAndAggregation) {
  Rng rng(5);
  const std::vector<Sequence> sequences = random_sequences(rng, {3, 7, 1, 5});
  int64_t looked_at = 0, edges = 0;
  for (const Aggregation aggregation : kAggregations) {
    Batch made = batch_of(sequences, aggregation, counts_of(sequences));
    for (const Loss& loss : every_loss()) {
      const LossReport report = loss(made);
      for (size_t t = 0; t < made.batch.tokens.size(); ++t) {
        bool smooth = false;
        const double slope = measured_slope(loss, made, made.current.logprob[t], smooth);
        ++looked_at;
        edges += smooth ? 0 : 1;
        if (!smooth) continue;
        EXPECT_NEAR(report.gradients.logprob[t], slope, 2e-5 * (1.0 + std::abs(slope)))
            << loss.surrogate;
        if (loss.settings.entropy_coef == 0.0) continue;
        const double by_entropy = measured_slope(loss, made, made.current.entropy[t], smooth);
        EXPECT_NEAR(report.gradients.entropy[t], by_entropy, 1e-6);
      }
    }
  }
  EXPECT_LT(edges * 20, looked_at);
}

TEST(PolicyLoss, WithoutOldLogprobsTakesTheCurrentPolicyAsTheOldOne) {
  Rng rng(7);
  std::vector<Sequence> sequences = random_sequences(rng, {4, 2});
  for (Sequence& sequence : sequences) sequence.old = sequence.logprob;
  Batch made = batch_of(sequences, Aggregation::kTokenMean, counts_of(sequences));
  const Loss loss{"clip", "", {.correction = SamplerCorrection{.high = 1.01}}};
  const LossReport with = loss(made);
  made.batch.old_logprobs = std::vector<float>();
  const LossReport without = loss(made);
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
    for (const Loss& loss : every_loss()) {
      const LossReport expected = loss(clean);
      const LossReport found = loss(dirty);
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
    const LossReport report = Loss{"clip", "", {.beta = 0.1}}(made);
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
  const auto metrics = Loss{"clip", "delta = 3.0", {}}(made).tally.metrics();
  EXPECT_EQ(metrics.at("clip_ratio/high_mean"), 0.25);
  EXPECT_EQ(metrics.at("clip_ratio/low_mean"), 0.25);
  EXPECT_EQ(metrics.at("clip_ratio/region_mean"), 0.5);
  EXPECT_EQ(metrics.at("clip_ratio/delta_mean"), 0.25);
  EXPECT_EQ(metrics.at("clip_ratio/up_to_8_tokens"), 0.75);
  EXPECT_NEAR(metrics.at("importance_ratio/max"), std::exp(1.5), 1e-6);
}

// Two tokens, on which the trainer's probability is e^2 and e^-0.5 times the sampler's.
Batch with_another_sampler() {
  Sequence sequence;
  sequence.logprob = sequence.old = {-1.0, -1.0};
  sequence.behaviour = {-3.0, -0.5};
  sequence.reference = sequence.entropy = {0.0, 0.0};
  sequence.advantage = {1.0, 1.0};
  return batch_of({sequence}, Aggregation::kSequenceMeanTokenSum, counts_of({sequence}));
}

TEST(PolicyLoss, CorrectsForTheSamplerInFourWays) {
  const Batch made = with_another_sampler();
  const auto slopes = [&](const SamplerCorrection& correction) {
    const LossReport report = Loss{"clip", "", {.correction = correction}}(made);
    return std::pair(-report.gradients.logprob[1], -report.gradients.logprob[2]);
  };
  const float low = std::exp(-0.5F), both = std::exp(1.5F);
  EXPECT_EQ(slopes({.high = 2.0}).first, 2.0F);
  EXPECT_FLOAT_EQ(slopes({.high = 2.0}).second, low);
  EXPECT_EQ(slopes({.low = 0.7, .high = 2.0}).second, 0.7F);
  EXPECT_EQ(slopes({.mask = true, .high = 2.0}), std::pair(0.0F, slopes({.high = 2.0}).second));
  EXPECT_EQ(slopes({.by_sequence = true, .high = 2.0}), std::pair(2.0F, 2.0F));
  EXPECT_FLOAT_EQ(slopes({.by_sequence = true, .high = 9.0}).second, both);
  EXPECT_EQ(slopes({.by_sequence = true, .mask = true, .high = 2.0}), std::pair(0.0F, 0.0F));
}

TEST(PolicyLoss, ShowsHowFarTheSamplerIsOff) {
  const auto metrics = Loss{"clip", "", {}}(with_another_sampler()).tally.metrics();
  EXPECT_NEAR(metrics.at("sampling/importance_sampling_ratio/max"), std::exp(2.0), 1e-5);
  EXPECT_NEAR(metrics.at("sampling/sampling_logp_difference/mean"), 1.25, 1e-6);
}

TEST(PolicyLoss, OfABatchWithoutTrainedTokensIsZeroAndSilent) {
  Rng rng(10);
  const std::vector<Sequence> sequences = random_sequences(rng, {3});
  Batch made = batch_of(sequences, Aggregation::kTokenMean, counts_of(sequences));
  std::fill(made.batch.predicted.begin(), made.batch.predicted.end(), uint8_t{0});
  const LossReport report = Loss{"clip", "", {}}(made);
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
