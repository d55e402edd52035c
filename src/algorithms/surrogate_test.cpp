#include "algorithms/surrogate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "algorithms/kl.h"
#include "base/random.h"
#include "config/recipe.h"

namespace dragoman::algorithms {
namespace {

const Bounds kWide{.low = 0.8, .high = 1.28, .delta = {}};
const Bounds kDual{.low = 0.8, .high = 1.28, .delta = 3.0};

TEST(TokenClip, IsThePlainGradientWhereTheTwoPoliciesAgree) {
  for (const double advantage : {-1.5, 0.0, 2.0}) {
    const Term term = clipped_ratio(0.0, advantage, kDual);
    EXPECT_EQ(term.value, advantage);
    EXPECT_EQ(term.slope, advantage);
    EXPECT_EQ(term.bound, Bound::kNone);
  }
}

TEST(TokenClip, EqualsTheMinimumOfThePaper) {
  Rng rng(1);
  for (int i = 0; i < 20000; ++i) {
    const double log_ratio = 3.0 * (rng.uniform() - 0.5);
    const double advantage = rng.normal();
    const double ratio = std::exp(log_ratio);
    double expected = std::min(ratio * advantage, std::clamp(ratio, 0.8, 1.28) * advantage);
    EXPECT_DOUBLE_EQ(clipped_ratio(log_ratio, advantage, kWide).value, expected);
    if (advantage < 0.0) expected = std::max(expected, 3.0 * advantage);
    EXPECT_DOUBLE_EQ(clipped_ratio(log_ratio, advantage, kDual).value, expected);
  }
}

TEST(TokenClip, HasTheSlopeOfItsValueAwayFromTheEdges) {
  Rng rng(2);
  const double step = 1e-5;
  for (int i = 0; i < 20000; ++i) {
    const double log_ratio = 3.0 * (rng.uniform() - 0.5);
    const double advantage = rng.normal();
    const double ratio = std::exp(log_ratio);
    const double edge =
        std::min({std::abs(ratio - 0.8), std::abs(ratio - 1.28), std::abs(ratio - 3.0)});
    if (edge < 1e-3) continue;
    const double measured = (clipped_ratio(log_ratio + step, advantage, kDual).value -
                             clipped_ratio(log_ratio - step, advantage, kDual).value) /
                            (2.0 * step);
    EXPECT_NEAR(clipped_ratio(log_ratio, advantage, kDual).slope, measured, 1e-7);
  }
}

TEST(TokenClip, NamesTheBoundThatStoppedIt) {
  EXPECT_EQ(clipped_ratio(std::log(1.5), 1.0, kDual).bound, Bound::kHigh);
  EXPECT_EQ(clipped_ratio(std::log(1.5), -1.0, kDual).bound, Bound::kNone);
  EXPECT_EQ(clipped_ratio(std::log(0.5), -1.0, kDual).bound, Bound::kLow);
  EXPECT_EQ(clipped_ratio(std::log(0.5), 1.0, kDual).bound, Bound::kNone);
  EXPECT_EQ(clipped_ratio(std::log(4.0), -1.0, kDual).bound, Bound::kDelta);
}

TEST(DualClip, ChangesNothingForPositiveAdvantagesAndCapsTheLossOfNegativeOnes) {
  for (double log_ratio = -4.0; log_ratio <= 4.0; log_ratio += 0.01) {
    const Term dual = clipped_ratio(log_ratio, 0.7, kDual);
    const Term plain = clipped_ratio(log_ratio, 0.7, kWide);
    EXPECT_EQ(dual.value, plain.value);
    EXPECT_EQ(dual.slope, plain.slope);
    EXPECT_LE(-clipped_ratio(log_ratio, -0.7, kDual).value, 3.0 * 0.7 + 1e-12);
  }
}

TEST(TokenClip, StaysFiniteForImpossibleRatios) {
  for (const double log_ratio : {-1e4, 1e4, std::numeric_limits<double>::infinity()}) {
    for (const double advantage : {-1.0, 1.0}) {
      const Term term = clipped_ratio(log_ratio, advantage, kWide);
      EXPECT_TRUE(std::isfinite(term.value));
      EXPECT_EQ(term.slope, 0.0);
    }
  }
}

Columns random_columns(Rng& rng, size_t length, double spread, bool one_advantage) {
  Columns made;
  const double advantage = rng.normal();
  for (size_t t = 0; t < length; ++t) {
    made.old.push_back(-3.0 * rng.uniform() - 0.1);
    made.logprob.push_back(made.old.back() + spread * rng.normal());
    made.advantage.push_back(one_advantage ? advantage : rng.normal());
    made.weight.push_back(1.0 / static_cast<double>(length));
  }
  return made;
}

std::unique_ptr<Surrogate> surrogate_with(std::string_view name, std::string_view options) {
  return config::preset(surrogate::catalog(), name, {options}).make();
}

TEST(Gspo, EqualsItsTokenFormForEqualAdvantages) {
  Rng rng(4);
  const auto whole = surrogate_with("gspo", "epsilon = 0.02");
  const auto by_token = surrogate_with("gspo_token", "epsilon = 0.02");
  for (int i = 0; i < 2000; ++i) {
    const Columns columns = random_columns(rng, 1 + rng.below(20), 0.1, true);
    const Gain a = whole->gain(columns), b = by_token->gain(columns);
    EXPECT_NEAR(a.value, b.value, 1e-12);
    EXPECT_NEAR(a.ratios.clipped(), b.ratios.clipped(), 1e-12);
    for (size_t t = 0; t < columns.size(); ++t) EXPECT_NEAR(a.slopes[t], b.slopes[t], 1e-12);
  }
}

TEST(Cispo, WeightsLogprobsByAClippedConstant) {
  Rng rng(5);
  const auto cispo = surrogate_with("cispo", "epsilon = 0.3\nepsilon_high = 0.5");
  const Columns columns = random_columns(rng, 200, 0.5, false);
  const Gain gain = cispo->gain(columns);
  double value = 0.0;
  for (size_t t = 0; t < columns.size(); ++t) {
    const double constant = std::clamp(std::exp(columns.log_ratio(t)), 0.7, 1.5);
    value += columns.weight[t] * constant * columns.advantage[t] * columns.logprob[t];
    EXPECT_NEAR(gain.slopes[t], columns.weight[t] * constant * columns.advantage[t], 1e-12);
    EXPECT_NE(gain.slopes[t], 0.0);
  }
  EXPECT_NEAR(gain.value, value, 1e-12);
}

TEST(TicGrpo, IsTheTrajectoryFormWithDualClip) {
  Rng rng(6);
  const auto tic = surrogate_with("tic_grpo", "epsilon_high = 0.28\ndelta = 3.0");
  for (int i = 0; i < 5000; ++i) {
    const Columns columns = random_columns(rng, 1 + rng.below(12), 0.4, true);
    const double ratio = std::exp(columns.sum_of_log_ratios()), advantage = columns.advantage[0];
    const double expected = advantage >= 0.0 ? std::min(ratio, 1.28) * advantage
                                             : std::max(ratio * advantage, 3.0 * advantage);
    EXPECT_NEAR(tic->gain(columns).value, expected, 1e-9 * (1.0 + std::abs(expected)));
  }
}

// The share of answers of that length whose slope is 0, where log-ratios have one deviation.
double clipped_share(const Surrogate& surrogate, size_t length) {
  Rng rng(7);
  double clipped = 0.0;
  constexpr int kAnswers = 4000;
  for (int i = 0; i < kAnswers; ++i)
    clipped += surrogate.gain(random_columns(rng, length, 0.01, true)).ratios.clipped();
  return clipped / kAnswers;
}

TEST(Fspo, ClipsShortAndLongAnswersAlikeAndGspoDoesNot) {
  const auto fspo = surrogate_with("fspo", "band_low = 0.01\nband_high = 0.01");
  const auto gspo = surrogate_with("gspo", "epsilon = 0.002");
  for (const size_t length : {4U, 16U, 64U, 256U})
    EXPECT_NEAR(clipped_share(*fspo, length), 0.16, 0.03) << length;
  EXPECT_GT(clipped_share(*gspo, 4), 0.3);
  EXPECT_LT(clipped_share(*gspo, 256), 0.01);
}

TEST(Fspo, SetsItsBandByTheFirstStepsAndThenKeepsIt) {
  const auto fspo = surrogate_with("fspo", "calibrate_steps = 3\ncalibrate_deviations = 2.0");
  const std::string name = "importance_ratio/log_variance_per_token";
  fspo->observe({{name, 0.0}});  // nothing has moved yet
  for (const double variance : {1e-4, 2e-4, 3e-4, 9.0, 9.0}) fspo->observe({{name, variance}});
  EXPECT_NEAR(fspo->state().at("band_high").get<double>(), 2.0 * std::sqrt(2e-4), 1e-12);
  const auto resumed = surrogate_with("fspo", "calibrate_steps = 3");
  resumed->set_state(fspo->state());
  EXPECT_EQ(resumed->state(), fspo->state());
}

TEST(Kl, EstimatorsHaveTheSlopesOfTheirValues) {
  Rng rng(3);
  const double step = 1e-5;
  for (const KlEstimator estimator : {KlEstimator::kK1, KlEstimator::kK2, KlEstimator::kK3}) {
    for (int i = 0; i < 1000; ++i) {
      const double logprob = -5.0 * rng.uniform();
      const double reference = -5.0 * rng.uniform();
      const double measured = (kl_term(estimator, logprob + step, reference).value -
                               kl_term(estimator, logprob - step, reference).value) /
                              (2.0 * step);
      EXPECT_NEAR(kl_term(estimator, logprob, reference).slope, measured, 1e-5);
    }
  }
}

TEST(Kl, K3IsNeverNegativeAndNeverOverflows) {
  for (const double difference : {-1e4, -30.0, -1e-9, 0.0, 1e-9, 19.0, 21.0, 1e4}) {
    const KlTerm term = kl_term(KlEstimator::kK3, -1.0, -1.0 + difference);
    EXPECT_GE(term.value, 0.0);
    EXPECT_TRUE(std::isfinite(term.value) && std::isfinite(term.slope));
  }
}

// Expected gradients over a softmax policy, against both directions of the exact KL.
TEST(Kl, InTheLossK1DoesNothingK2IsForwardAndK3IsReverse) {
  const double policy[] = {0.5, 0.3, 0.2};
  const double reference[] = {0.2, 0.2, 0.6};
  double forward = 0.0;
  for (int a = 0; a < 3; ++a) forward += policy[a] * std::log(policy[a] / reference[a]);
  for (int logit = 0; logit < 3; ++logit) {
    const auto expected_gradient = [&](KlEstimator estimator) {
      double sum = 0.0;
      for (int a = 0; a < 3; ++a) {
        const double slope = kl_term(estimator, std::log(policy[a]), std::log(reference[a])).slope;
        sum += policy[a] * slope * ((a == logit ? 1.0 : 0.0) - policy[logit]);
      }
      return sum;
    };
    const double log_ratio = std::log(policy[logit] / reference[logit]);
    EXPECT_NEAR(expected_gradient(KlEstimator::kK1), 0.0, 1e-12);
    EXPECT_NEAR(expected_gradient(KlEstimator::kK2), policy[logit] * (log_ratio - forward), 1e-12);
    EXPECT_NEAR(expected_gradient(KlEstimator::kK3), policy[logit] - reference[logit], 1e-12);
  }
}

TEST(Kl, AllEstimatorsButK2HaveTheExactExpectation) {
  const double policy[] = {0.5, 0.3, 0.2};
  const double reference[] = {0.2, 0.2, 0.6};
  double exact = 0.0;
  double k1 = 0.0;
  double k3 = 0.0;
  for (int a = 0; a < 3; ++a) {
    const double logprob = std::log(policy[a]);
    const double other = std::log(reference[a]);
    exact += policy[a] * (logprob - other);
    k1 += policy[a] * kl_term(KlEstimator::kK1, logprob, other).value;
    k3 += policy[a] * kl_term(KlEstimator::kK3, logprob, other).value;
  }
  EXPECT_NEAR(k1, exact, 1e-12);
  EXPECT_NEAR(k3, exact, 1e-12);
}

}  // namespace
}  // namespace dragoman::algorithms
