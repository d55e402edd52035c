#include "algorithms/surrogate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "algorithms/kl.h"
#include "base/random.h"

namespace dragoman::algorithms {
namespace {

const Clip kWide{.epsilon = 0.2, .epsilon_high = 0.28, .delta = {}};
const Clip kDual{.epsilon = 0.2, .epsilon_high = 0.28, .delta = 3.0};

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
