// Laws of every loss over preferences: slopes are those of the value, cutting a step changes
// nothing, and the losses stand to each other as their papers say.
#include <gtest/gtest.h>

#include <cmath>

#include "algorithms/bradley_terry.h"
#include "algorithms/preferences_for_tests.h"
#include "base/random.h"

namespace dragoman::algorithms {
namespace {

Answer random_answer(Rng& rng) {
  Answer answer;
  answer.length = 1.0 + static_cast<double>(rng.below(12));
  answer.logprob = -answer.length * (0.05 + 2.0 * rng.uniform());
  answer.reference = answer.logprob + 4.0 * (rng.uniform() - 0.5);
  return answer;
}

Comparison random_pair(Rng& rng) { return {random_answer(rng), random_answer(rng)}; }

class EveryPreferenceLoss : public testing::TestWithParam<std::string> {
 protected:
  const std::unique_ptr<PreferenceLoss> loss_ = loss_of(GetParam());
};

TEST_P(EveryPreferenceLoss, HasTheSlopesOfItsValue) {
  Rng rng(1);
  constexpr double kStep = 1e-5;
  for (int i = 0; i < 500; ++i) {
    const Comparison pair = random_pair(rng);
    const double kl = rng.uniform();
    const ComparisonTerm term = loss_->term(pair, kl);
    const auto moved = [&](std::optional<Answer> Comparison::*side, double by) {
      Comparison other = pair;
      (other.*side)->logprob += by;
      return loss_->term(other, kl).value;
    };
    for (const auto& [side, slope] : {std::pair{&Comparison::chosen, term.by_chosen},
                                      std::pair{&Comparison::rejected, term.by_rejected}}) {
      const double measured = (moved(side, kStep) - moved(side, -kStep)) / (2.0 * kStep);
      EXPECT_NEAR(slope, measured, 1e-6 * std::max(1.0, std::abs(measured)));
    }
  }
}

TEST_P(EveryPreferenceLoss, StaysFiniteForWhateverTheModelsSay) {
  for (const double chosen : {0.0, -1e-12, -5.0, -1e5})
    for (const double rejected : {0.0, -1e-12, -5.0, -1e5}) {
      const Comparison pair{Answer{chosen, -3.0, 4.0}, Answer{rejected, -3.0, 4.0}};
      const ComparisonTerm term = loss_->term(pair, 0.0);
      EXPECT_TRUE(std::isfinite(term.value)) << chosen << " " << rejected;
      EXPECT_TRUE(std::isfinite(term.by_chosen)) << chosen << " " << rejected;
      EXPECT_TRUE(std::isfinite(term.by_rejected)) << chosen << " " << rejected;
    }
}

TEST_P(EveryPreferenceLoss, LooksAtTheReferenceOnlyWhereItSaysSo) {
  Rng rng(2);
  for (int i = 0; i < 20; ++i) {
    Comparison pair = random_pair(rng);
    const double before = loss_->term(pair, 0.0).value;
    pair.rejected->reference += 0.5;
    EXPECT_EQ(loss_->term(pair, 0.0).value != before, loss_->needs_reference());
  }
}

TEST_P(EveryPreferenceLoss, PutsRightWhatThePolicyHasWrong) {
  const Comparison pair{Answer{-9.0, -6.0, 4.0}, Answer{-3.0, -6.0, 4.0}};
  const ComparisonTerm term = loss_->term(pair, 0.0);
  EXPECT_GT(term.by_rejected, 0.0);
  if (GetParam() != "apo_down") {  // lets both fall
    EXPECT_LT(term.by_chosen, 0.0);
  }
}

TEST_P(EveryPreferenceLoss, CallsTheLikelierAnswerBetter) {
  EXPECT_GT(loss_->reward({-4.0, -6.0, 4.0}), loss_->reward({-5.0, -6.0, 4.0}));
}

TEST_P(EveryPreferenceLoss, AddsUpToTheSameHoweverAStepIsCut) {
  Rng rng(3);
  std::vector<Comparison> step;
  PreferenceCounts counts;
  for (int i = 0; i < 12; ++i) counts.add(step.emplace_back(random_pair(rng)));
  double value = 0.0;
  double nll = 0.0;
  for (const Comparison& pair : step) {
    value += loss_->term(pair, 0.2).value;
    nll -= pair.chosen->logprob;
  }
  double sum = 0.0;
  for (const Comparison& pair : step) sum += share_of_step(*loss_, pair, 0.2, counts).value;
  const double expected =
      value / (loss_->needs_pairs() ? 12.0 : 24.0) + loss_->nll_coef() * nll / counts.chosen_tokens;
  EXPECT_NEAR(sum, expected, 1e-12 * std::max(1.0, std::abs(expected)));
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryPreferenceLoss, testing::ValuesIn([] {
                           const auto names = preference::catalog().names();
                           return std::vector<std::string>(names.begin(), names.end());
                         }()),
                         [](const auto& entry) { return entry.param; });

TEST(PreferenceLoss, IsPlainWithoutLabelSmoothing) {
  Rng rng(4);
  for (const char* name : {"sigmoid", "robust", "cpo", "simpo"}) {
    const Comparison pair = random_pair(rng);
    EXPECT_EQ(loss_of(name)->term(pair, 0.0).value,
              loss_of(name, "label_smoothing = 0.0")->term(pair, 0.0).value);
  }
  const Comparison pair = random_pair(rng);
  EXPECT_NEAR(loss_of("robust")->term(pair, 0.0).value, loss_of("sigmoid")->term(pair, 0.0).value,
              1e-15);
}

TEST(PreferenceLoss, IsSmoothedToTheMeanOfBothLabels) {
  Rng rng(5);
  const auto plain = loss_of("sigmoid");
  const auto smoothed = loss_of("sigmoid", "label_smoothing = 0.3");
  for (int i = 0; i < 50; ++i) {
    const Comparison pair = random_pair(rng);
    const Comparison flipped{pair.rejected, pair.chosen};
    EXPECT_NEAR(smoothed->term(pair, 0.0).value,
                0.7 * plain->term(pair, 0.0).value + 0.3 * plain->term(flipped, 0.0).value, 1e-12);
  }
}

// E over flips of the robust loss is the plain one: what it was made for.
TEST(PreferenceLoss, IsRobustInTheMeanOverFlippedLabels) {
  Rng rng(6);
  const auto plain = loss_of("sigmoid");
  const auto robust = loss_of("robust", "label_smoothing = 0.2");
  for (int i = 0; i < 50; ++i) {
    const Comparison pair = random_pair(rng);
    const Comparison flipped{pair.rejected, pair.chosen};
    EXPECT_NEAR(0.8 * robust->term(pair, 0.0).value + 0.2 * robust->term(flipped, 0.0).value,
                plain->term(pair, 0.0).value, 1e-12);
  }
}

TEST(PreferenceLoss, DependsOnTheMarginAlone) {
  Rng rng(7);
  for (const char* name : {"sigmoid", "hinge", "robust", "exo_pair", "discopop"}) {
    const auto loss = loss_of(name);
    const Comparison pair = random_pair(rng);
    Comparison moved = pair;
    moved.chosen->logprob -= 1.5;
    moved.rejected->logprob -= 1.5;
    EXPECT_NEAR(loss->term(pair, 0.0).value, loss->term(moved, 0.0).value, 1e-12) << name;
  }
}

TEST(Kto, AddsUpTheTwoAnswersOfAPair) {
  Rng rng(8);
  const auto loss = loss_of("kto", "desirable_weight = 1.3");
  const Comparison pair = random_pair(rng);
  EXPECT_NEAR(loss->term(pair, 0.4).value,
              loss->term({pair.chosen, {}}, 0.4).value + loss->term({{}, pair.rejected}, 0.4).value,
              1e-15);
}

TEST(BradleyTerry, HasTheSlopesOfItsValue) {
  Rng rng(9);
  std::vector<double> scores(5);
  for (double& score : scores) score = rng.normal();
  const std::vector<RankedPair> pairs = {{0, 1, 0.0}, {0, 4, 0.5}, {3, 2, 0.1}, {1, 2, 0.0}};
  const RankingTerm term = bradley_terry(scores, pairs, 0.01);
  for (size_t i = 0; i < scores.size(); ++i) {
    const auto moved = [&](double by) {
      std::vector<double> other = scores;
      other[i] += by;
      return bradley_terry(other, pairs, 0.01).value;
    };
    EXPECT_NEAR(term.by_score[i], (moved(1e-6) - moved(-1e-6)) / 2e-6, 1e-8);
  }
}

TEST(BradleyTerry, WeighsEveryPairOfARankingAlikeAndIgnoresWhatAllScoresShare) {
  const std::vector<double> scores = {2.0, 0.5, -1.0};
  const std::vector<RankedPair> all = {{0, 1}, {0, 2}, {1, 2}};
  double sum = 0.0;
  for (const RankedPair& pair : all) sum += bradley_terry(scores, {&pair, 1}, 0.0).value;
  EXPECT_NEAR(bradley_terry(scores, all, 0.0).value, sum / 3.0, 1e-15);
  const std::vector<double> higher = {5.0, 3.5, 2.0};
  EXPECT_NEAR(bradley_terry(higher, all, 0.0).value, sum / 3.0, 1e-15);
  EXPECT_GT(bradley_terry(higher, all, 0.1).value, bradley_terry(scores, all, 0.1).value);
}

}  // namespace
}  // namespace dragoman::algorithms
