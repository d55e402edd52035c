#include "passes/decoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace dragoman::passes {
namespace {

// A decoder of ones with room for its gradients.
struct Model {
  checkpoints::ModelConfig config;
  std::vector<float> ones, sums;
  DecoderParts parts;

  explicit Model(int64_t layers) : ones(64 * 192, 0.01F), sums(64 * 192) {
    config.vocab_size = 100;
    config.hidden_size = 64;
    config.intermediate_size = 192;
    config.num_hidden_layers = layers;
    config.num_attention_heads = 4;
    config.num_key_value_heads = 2;
    config.head_dim = 16;
    config.query_scale = 0.25;
    const NormPart norm{ones.data(), sums.data()};
    const auto linear = [&](size_t out, size_t in) {
      return LinearPart{out, in, ones.data(), nullptr, sums.data()};
    };
    parts.config = &config;
    parts.embedding = ones.data();
    parts.norm = norm;
    parts.layers.assign(static_cast<size_t>(layers), {norm,
                                                      {},
                                                      {},
                                                      norm,
                                                      {},
                                                      {},
                                                      linear(64, 64),
                                                      linear(32, 64),
                                                      linear(32, 64),
                                                      linear(64, 64),
                                                      linear(192, 64),
                                                      linear(192, 64),
                                                      linear(64, 192)});
  }
};

size_t bytes_of(const Model& model, Keeps keeps) {
  const std::vector<TokenId> tokens(600, 3);
  const std::vector<int32_t> borders{0, 200, 600};
  const std::vector<float> turns(600 * 16, 1.0F);
  const Sharing rows = share_beginnings(tokens, borders, /*apart=*/true);
  const Packed batch{tokens, rows.segments, rows.trees, {turns.data(), turns.data()}, {}};
  DecoderPass pass;
  pass.begin(model.parts, batch, keeps);
  std::vector<float> states(600 * 64);
  pass.forward({states.data(), 64});
  EXPECT_TRUE(std::isfinite(states.back()));
  if (keeps != Keeps::kNothing) pass.backward({states.data(), 64});
  return pass.bytes();
}

TEST(DecoderPass, KeepsAFractionOfTheActivationsWhereAsked) {
  const Model model(8);
  const double all = static_cast<double>(bytes_of(model, Keeps::kEverything));
  EXPECT_LT(static_cast<double>(bytes_of(model, Keeps::kInputs)), 0.4 * all);
  EXPECT_LT(static_cast<double>(bytes_of(model, Keeps::kNothing)), 0.2 * all);
}

TEST(DecoderPass, WithoutGradientsMemoryDoesNotGrowWithTheLayers) {
  EXPECT_EQ(bytes_of(Model(4), Keeps::kNothing), bytes_of(Model(16), Keeps::kNothing));
}

TEST(Workspace, GivesTheSameMemoryAgain) {
  Workspace workspace;
  const Block first = workspace.block(10, 1024), second = workspace.block(3, 5);
  EXPECT_GT(first.stride, 1024U);
  const size_t bytes = workspace.bytes();
  workspace.restart();
  EXPECT_EQ(workspace.block(9, 1000).data, first.data);
  EXPECT_EQ(workspace.block(3, 5).data, second.data);
  EXPECT_EQ(workspace.bytes(), bytes);
}

}  // namespace
}  // namespace dragoman::passes
