#include "generation/packed_model.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <bit>

#include "nn/models_for_tests.h"

namespace dragoman::generation {
namespace {

std::vector<uint32_t> words_of(const PackedLinear& linear) {
  std::vector<uint32_t> words;
  for (const float word : linear.matrix.words()) words.push_back(std::bit_cast<uint32_t>(word));
  return words;
}

// A change that no tensor knows of shows whether a matrix is packed again.
TEST(Packer, PacksOnlyWhatHasChanged) {
  for (const auto format : {kernels::WeightFormat::kFloat32, kernels::WeightFormat::kBfloat16,
                            kernels::WeightFormat::kInt8}) {
    nn::Weights weights =
        nn::make_weights(checkpoints::parse_model_config(nn::tiny_config("qwen2"), "model"), 1);
    Packer packer(format);
    const PackedModel& model = packer.refresh(weights);
    const auto gate = words_of(model.layers[0].gate), up = words_of(model.layers[0].up);
    weights.layers[0].gate.weight.data_ptr<float>()[0] += 100.0F;
    weights.layers[0].up.weight.mul_(-1.0F);
    packer.refresh(weights);
    EXPECT_EQ(words_of(model.layers[0].gate), gate);
    EXPECT_NE(words_of(model.layers[0].up), up);
    weights.layers[0].gate.weight.add_(0.0F);
    packer.refresh(weights);
    EXPECT_NE(words_of(model.layers[0].gate), gate);
  }
}

TEST(Packer, AnUpdateReachesEveryMatrixThatIsTrained) {
  nn::Weights weights =
      nn::make_weights(checkpoints::parse_model_config(nn::tiny_config("qwen2"), "model"), 1);
  weights.layers[1].down.weight.requires_grad_(true);
  Packer packer(kernels::WeightFormat::kInt8);
  const PackedModel& model = packer.refresh(weights);
  const auto before = words_of(model.layers[1].down);
  weights.layers[1].down.weight.data_ptr<float>()[0] += 100.0F;
  ++weights.version;
  packer.refresh(weights);
  EXPECT_NE(words_of(model.layers[1].down), before);
}

}  // namespace
}  // namespace dragoman::generation
