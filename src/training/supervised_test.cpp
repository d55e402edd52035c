#include "training/supervised.h"

#include <gtest/gtest.h>

namespace dragoman::training {
namespace {

Example example(int64_t prompt, int64_t answer) {
  Example result;
  for (int64_t t = 0; t < prompt + answer; ++t) result.tokens.push_back(static_cast<TokenId>(t));
  result.prompt_length = prompt;
  return result;
}

double total_weight(const std::vector<episodes::PolicyBatch>& batches) {
  double sum = 0.0;
  for (const auto& batch : batches)
    for (const float weight : batch.weights) sum += weight;
  return sum;
}

class Pack : public ::testing::Test {
 protected:
  std::vector<Example> examples_{example(3, 4), example(5, 2), example(1, 9), example(2, 1)};
  std::vector<const Example*> all_{&examples_[0], &examples_[1], &examples_[2], &examples_[3]};
  std::unique_ptr<comm::Comm> comm_ = comm::single_process();
};

TEST_F(Pack, WeighsEveryTrainedTokenOfTheStepAlikeHoweverItIsCut) {
  for (const int64_t budget : {1, 11, 1000}) {
    const auto batches = pack_examples(all_, {}, budget, *comm_);
    EXPECT_NEAR(total_weight(batches), 1.0, 1e-6);
    for (const auto& batch : batches)
      for (size_t t = 0; t < batch.weights.size(); ++t)
        EXPECT_FLOAT_EQ(batch.weights[t], batch.predicted[t] ? 1.0F / 16.0F : 0.0F);
  }
}

TEST_F(Pack, TrainsOnTheAnswerOnly) {
  for (const auto& batch : pack_examples({&all_[0], 1}, {}, 100, *comm_))
    EXPECT_EQ(batch.predicted, (std::vector<uint8_t>{0, 0, 0, 1, 1, 1, 1}));
}

TEST_F(Pack, TrainsOnAllButTheFirstTokenWhenAsked) {
  SftArguments arguments;
  arguments.completion_only_loss = false;
  for (const auto& batch : pack_examples({&all_[0], 1}, arguments, 100, *comm_))
    EXPECT_EQ(batch.predicted, (std::vector<uint8_t>{0, 1, 1, 1, 1, 1, 1}));
}

TEST_F(Pack, StartsEveryExampleAtPositionZero) {
  for (const auto& batch : pack_examples(all_, {}, 1000, *comm_))
    for (size_t s = 0; s + 1 < batch.cu_seqlens.size(); ++s)
      EXPECT_EQ(batch.positions[batch.cu_seqlens[s]], 0);
}

}  // namespace
}  // namespace dragoman::training
