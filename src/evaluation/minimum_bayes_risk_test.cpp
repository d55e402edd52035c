#include "evaluation/minimum_bayes_risk.h"

#include <gtest/gtest.h>

#include "metrics/chrf.h"
#include "metrics/ter.h"

namespace dragoman::evaluation {
namespace {

using Texts = std::vector<std::string>;

TEST(MinimumBayesRisk, TakesTheSampleNearestToTheOthers) {
  const metrics::Chrf chrf{{}};
  EXPECT_EQ(minimum_bayes_risk(
                chrf, Texts{"something else", "the red house", "the red horse", "the dead house"}),
            1u);
}

TEST(MinimumBayesRisk, CountsEqualSamples) {
  const metrics::Chrf chrf{{}};
  const Texts once{"abc def", "uvw xyz", "abc deg"};
  const Texts often{"abc def", "uvw xyz", "abc deg", "uvw xyz", "uvw xyz"};
  EXPECT_EQ(minimum_bayes_risk(chrf, once), 0u);
  EXPECT_EQ(minimum_bayes_risk(chrf, often), 1u);
}

TEST(MinimumBayesRisk, FollowsTheDirectionOfTheMetric) {
  const metrics::Ter ter{{}};
  EXPECT_EQ(minimum_bayes_risk(ter, Texts{"x y z", "a b c d", "a b c", "a b c e"}), 2u);
}

TEST(MinimumBayesRisk, TakesTheFirstOfEqualOnes) {
  const metrics::Chrf chrf{{}};
  EXPECT_EQ(minimum_bayes_risk(chrf, Texts{"one"}), 0u);
  EXPECT_EQ(minimum_bayes_risk(chrf, Texts{"", ""}), 0u);
  EXPECT_EQ(minimum_bayes_risk(chrf, Texts{"ab", "ba"}), 0u);
}

}  // namespace
}  // namespace dragoman::evaluation
