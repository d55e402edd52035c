// A reward model on preferences whose law is known: an answer's worth is the sum of its tokens'
// worths, and labels are drawn from Bradley-Terry. Then the accuracy on pairs of a margin m is
// sigmoid(m), however good the model is, and a calibrated model claims just that.
#include <gtest/gtest.h>

#include <cmath>

#include "algorithms/preference.h"
#include "nn/models_for_tests.h"
#include "training/reward_model_step.h"

namespace dragoman::training {
namespace {

constexpr int64_t kTokens = 10;  // different ones, worth -0.9 … 0.9
constexpr int64_t kLength = 6;
constexpr int64_t kDevPairs = 10000;

double worth(TokenId token) { return 0.2 * (static_cast<double>(token) - 4.5); }

struct Drawn {
  std::vector<TokenId> tokens;
  double worth = 0.0;
};

Drawn draw_answer(Rng& rng) {
  Drawn drawn;
  for (int64_t t = 0; t < kLength; ++t) {
    drawn.tokens.push_back(static_cast<TokenId>(rng.below(kTokens)));
    drawn.worth += worth(drawn.tokens.back());
  }
  return drawn;
}

std::vector<Ranking> draw_pairs(int64_t count, Rng rng) {
  std::vector<Ranking> rankings(static_cast<size_t>(count));
  for (Ranking& ranking : rankings) {
    const Drawn a = draw_answer(rng);
    const Drawn b = draw_answer(rng);
    ranking.answers = {whole_sequence(a.tokens), whole_sequence(b.tokens)};
    const bool first = rng.uniform() < algorithms::sigmoid(a.worth - b.worth).value;
    ranking.pairs = {first ? algorithms::RankedPair{0, 1} : algorithms::RankedPair{1, 0}};
    ranking.gaps = {std::abs(a.worth - b.worth)};
  }
  return rankings;
}

// Mean and deviation of a share of `pairs` with success sigmoid(gap) each.
struct Expected {
  double share = 0.0;
  double deviation = 0.0;
};

Expected expected_between(const std::vector<Ranking>& pairs, double low, double high) {
  double sum = 0.0;
  double variance = 0.0;
  double count = 0.0;
  for (const Ranking& pair : pairs) {
    if (pair.gaps[0] < low || pair.gaps[0] > high) continue;
    const double p = algorithms::sigmoid(pair.gaps[0]).value;
    sum += p;
    variance += p * (1.0 - p);
    count += 1.0;
  }
  return {sum / count, std::sqrt(variance) / count};
}

class KnownNoise : public testing::Test {
 protected:
  static constexpr int64_t kSteps = 250;

  Json trained(double label_noise) {
    TrainingArguments arguments;
    arguments.max_steps = kSteps;
    arguments.per_device_train_batch_size = 64;
    arguments.learning_rate = 5e-3;
    arguments.warmup_ratio = 0.1;
    episodes::ModelSource source{"",
                                 nn::tiny_config("qwen3", {{"vocab_size", kTokens},
                                                           {"num_hidden_layers", 1},
                                                           {"initializer_range", 0.1}}),
                                 3, "float32"};
    source.learner.heads = episodes::Heads::kScore;
    const auto learner = episodes::backend().make_learner(source);
    const auto comm = comm::single_process();
    std::vector<Ranking> train = draw_pairs(kSteps * 64, Rng(1).derive("train"));
    add_label_noise(train, label_noise, Rng(2));
    RewardModelTrainer trainer(
        arguments, 0.0, {std::move(train), dev_, {}, *learner, *comm, folder_.path()}, Rng(4));
    RunFolder run(folder_.path(), std::nullopt);
    for (int64_t step = 0; step < kSteps; ++step) trainer.step(step, run);
    trainer.evaluate();
    const Path path = folder_.path() / "reward_evaluation.json";
    return parse_json(read_file(path), path.string());
  }

  nn::TemporaryFolder folder_;
  const std::vector<Ranking> dev_ = draw_pairs(kDevPairs, Rng(1).derive("dev"));
};

// Four deviations of the labels' own noise, and 0.015 for what the model has not learned.
constexpr double kDeviations = 4.0;
constexpr double kUnlearned = 0.015;

TEST_F(KnownNoise, GivesTheAccuracyAndTheConfidenceThatItsMarginsSay) {
  const Json found = trained(0.0);
  ASSERT_EQ(found.at("by_margin").size(), 5u);
  for (const Json& bin : found.at("by_margin")) {
    const Expected expected = expected_between(dev_, bin.at("low"), bin.at("high"));
    EXPECT_NEAR(bin.at("accuracy").get<double>(), expected.share,
                kDeviations * expected.deviation + kUnlearned);
    EXPECT_NEAR(bin.at("confidence").get<double>(), expected.share, 0.05);
  }
  for (const Json& bin : found.at("reliability")) {
    const double p = bin.at("confidence");
    const double deviation = std::sqrt(p * (1.0 - p) / bin.at("pairs").get<double>());
    EXPECT_NEAR(bin.at("accuracy").get<double>(), p, kDeviations * deviation + 0.03);
  }
  EXPECT_LT(found.at("ece").get<double>(), 0.04);
}

// With labels turned around half of the certainty is gone, and the order of answers stays.
TEST_F(KnownNoise, IsLessSureOfTheSameOrderWhenLabelsAreTurnedAround) {
  const Json found = trained(0.25);
  const Expected expected = expected_between(dev_, 0.0, 1e9);
  EXPECT_NEAR(found.at("accuracy").get<double>(), expected.share,
              kDeviations * expected.deviation + 2.0 * kUnlearned);
  for (const Json& bin : found.at("by_margin")) EXPECT_LT(bin.at("confidence").get<double>(), 0.8);
}

TEST(RewardReport, BinsAndErrorsAreWhatTheySay) {
  const std::vector<ScoredPair> pairs = {{2.0, 0.1}, {-2.0, 0.2}, {0.5, 0.3}, {0.0, 0.4}};
  EXPECT_DOUBLE_EQ(accuracy_of(pairs), 0.625);
  const auto by_margin = bins_by_margin(pairs, 2);
  ASSERT_EQ(by_margin.size(), 2u);
  EXPECT_EQ(by_margin[0].pairs, 2);
  EXPECT_DOUBLE_EQ(by_margin[0].accuracy, 0.5);
  EXPECT_DOUBLE_EQ(by_margin[1].accuracy, 0.75);
  EXPECT_DOUBLE_EQ(by_margin[1].low, 0.3);
  const auto by_confidence = bins_by_confidence(pairs, 5);
  int64_t counted = 0;
  for (const PairBin& bin : by_confidence) {
    counted += bin.pairs;
    EXPECT_LE(bin.low, bin.confidence);
    EXPECT_LE(bin.confidence, bin.high);
  }
  EXPECT_EQ(counted, 4);
  const double p = 1.0 / (1.0 + std::exp(-2.0));
  const double q = 1.0 / (1.0 + std::exp(-0.5));
  EXPECT_NEAR(calibration_error(by_confidence), (2.0 * std::abs(0.5 - p) + (1.0 - q) + 0.0) / 4.0,
              1e-12);
}

TEST(RewardReport, BinsByTheScoresThemselvesWhereNoMarginIsKnown) {
  const std::vector<ScoredPair> pairs = {{3.0, 0.0}, {-0.1, 0.0}, {0.2, 0.0}, {2.0, 0.0}};
  const auto bins = bins_by_margin(pairs, 2);
  EXPECT_DOUBLE_EQ(bins[0].accuracy, 0.5);
  EXPECT_DOUBLE_EQ(bins[1].accuracy, 1.0);
  EXPECT_DOUBLE_EQ(bins[1].high, 3.0);
}

}  // namespace
}  // namespace dragoman::training
