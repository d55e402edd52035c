#include "evaluation/reranker.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "metrics/catalog.h"

namespace dragoman::evaluation {
namespace {

using Texts = std::vector<std::string>;

size_t chosen(std::string_view name, const Texts& texts, const std::string& source = "") {
  const auto reranker = make_reranker(
      name, [](std::string_view metric) { return metrics::catalog().make(std::string(metric)); });
  const Candidates item{source, "de", texts};
  return reranker->choose(std::span(&item, 1)).front();
}

TEST(MinimumBayesRisk, TakesTheSampleNearestToTheOthers) {
  for (const char* way : {"mbr:chrf", "mbr_aggregate:chrf"})
    EXPECT_EQ(chosen(way, {"something else", "the red house", "the red horse", "the dead house"}),
              1u);
}

TEST(MinimumBayesRisk, CountsEqualSamples) {
  const Texts once{"abc def", "uvw xyz", "abc deg"};
  const Texts often{"abc def", "uvw xyz", "abc deg", "uvw xyz", "uvw xyz"};
  EXPECT_EQ(chosen("mbr:chrf", once), 0u);
  EXPECT_EQ(chosen("mbr:chrf", often), 1u);
}

TEST(MinimumBayesRisk, FollowsTheDirectionOfTheMetric) {
  EXPECT_EQ(chosen("mbr:ter", Texts{"x y z", "a b c d", "a b c", "a b c e"}), 2u);
}

TEST(MinimumBayesRisk, TakesTheFirstOfEqualOnes) {
  EXPECT_EQ(chosen("mbr:chrf", Texts{"one"}), 0u);
  EXPECT_EQ(chosen("mbr:chrf", Texts{"", ""}), 0u);
  EXPECT_EQ(chosen("mbr:chrf", Texts{"ab", "ba"}), 0u);
}

TEST(QualityEstimation, TakesWhatAMetricWithoutReferencesLikesBest) {
  EXPECT_EQ(
      chosen("numbers", {"3 of 5 are here", "3 of 4 are here", "4 are here"}, "3 von 4 sind hier"),
      1u);
  EXPECT_EQ(chosen("copy_rate", {"das ist ein Haus", "that is a house"}, "das ist ein Haus"), 1u);
}

std::string complaint(std::string_view name) {
  try {
    chosen(name, {"a", "b"});
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Reranker, SaysWhatDoesNotFit) {
  EXPECT_NE(complaint("chrf").find("mbr:chrf"), std::string::npos);
  EXPECT_NE(complaint("mbr:copy_rate").find("--rerank copy_rate"), std::string::npos);
  EXPECT_NE(complaint("nearest:chrf").find("mbr:METRIC"), std::string::npos);
  EXPECT_NE(complaint("mbr:chrg").find("chrf"), std::string::npos);
}

}  // namespace
}  // namespace dragoman::evaluation
