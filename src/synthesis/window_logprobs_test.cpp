// Texts that are longer than what a model reads at once.
#include "synthesis/window_logprobs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dragoman::synthesis {
namespace {

// Gives token t the logprob -t, and remembers what it read.
class Counting final : public episodes::Generator {
 public:
  std::vector<std::vector<episodes::Completion>> generate(
      std::span<const episodes::GenerationRequest>, const episodes::SamplingSettings&) override {
    return {};
  }
  std::vector<std::vector<float>> logprobs(
      std::span<const std::vector<TokenId>> sequences) override {
    std::vector<std::vector<float>> all;
    for (const auto& sequence : sequences) {
      read.push_back(sequence);
      auto& one = all.emplace_back();
      for (const TokenId token : sequence) one.push_back(-static_cast<float>(token));
      one.front() = std::numeric_limits<float>::quiet_NaN();
    }
    return all;
  }
  int64_t context_length() const override { return 4; }
  int64_t vocabulary_size() const override { return 100; }

  std::vector<std::vector<TokenId>> read;
};

TEST(TextLosses, PredictEveryTokenButTheFirstOnce) {
  Counting model;
  const std::vector<std::vector<TokenId>> texts = {
      {9, 1, 2, 3, 4, 5, 6}, {9}, {}, {9, 1}, {9, 1, 2, 3}, {9, 1, 2, 3, 4}};
  const auto losses = text_losses(model, texts, 4);
  ASSERT_EQ(losses.size(), texts.size());
  const int64_t sums[] = {21, 0, 0, 1, 6, 10};
  for (size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(losses[i].sum, static_cast<double>(sums[i])) << i;
    EXPECT_EQ(losses[i].tokens, std::max<int64_t>(0, static_cast<int64_t>(texts[i].size()) - 1));
  }
  EXPECT_DOUBLE_EQ(losses[4].perplexity(), std::exp(2.0));
  EXPECT_EQ(model.read[1], (std::vector<TokenId>{3, 4, 5, 6}));
  for (const auto& piece : model.read) {
    EXPECT_LE(piece.size(), 4U);
    EXPECT_GE(piece.size(), 2U);
  }
}

}  // namespace
}  // namespace dragoman::synthesis
