// Optimizers against torch's and transformers' (tools/make_golden_optimizers.py), against the
// paper's update written out, and eight bits against thirty-two.
#include "nn/optimizer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "nn/block_quantization.h"
#include "nn/models_for_tests.h"

namespace dragoman::nn {
namespace {

at::Tensor read_tensor(const Json& values, const std::vector<int64_t>& shape) {
  return at::tensor(values.get<std::vector<double>>(), at::kFloat).reshape(shape);
}

double distance(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

// The recorded path of one optimizer.
void follow(const Json& path, const std::map<std::string, std::vector<int64_t>>& shapes) {
  std::map<std::string, at::Tensor> values;
  std::vector<NamedTensor> parameters;
  for (const auto& [name, shape] : shapes) {
    values[name] = read_tensor(path.at("start").at(name), shape);
    parameters.push_back({name, values[name]});
  }
  const auto optimizer = make_optimizer(path.at("optim"), parameters);
  episodes::OptimizerSettings settings{.adam_beta2 = 0.95, .adam_epsilon = 1e-6};
  settings.weight_decay = path.at("weight_decay");
  for (const Json& step : path.at("steps")) {
    settings.learning_rate = step.at("learning_rate");
    for (auto& [name, value] : values)
      value.mutable_grad() = read_tensor(step.at("gradients").at(name), shapes.at(name));
    optimizer->step(settings, 1.0);
    for (const auto& [name, value] : values)
      ASSERT_LT(distance(value, read_tensor(step.at("values").at(name), shapes.at(name))), 1e-5)
          << name << " after step " << optimizer->step_count();
  }
  EXPECT_EQ(optimizer->step_count(), static_cast<int64_t>(path.at("steps").size()));
}

TEST(Optimizer, FollowsTorchAndTransformers) {
  const auto lines =
      read_all_lines(Path(DRAGOMAN_SOURCE_FOLDER) / "tests/golden/nn/optimizers.jsonl");
  ASSERT_GT(lines.size(), 3U);
  const Json shapes = Json::parse(lines[0]).at("shapes");
  for (size_t i = 1; i < lines.size(); ++i) {
    const Json path = Json::parse(lines[i]);
    SCOPED_TRACE(path.at("optim").get<std::string>());
    follow(path, shapes.get<std::map<std::string, std::vector<int64_t>>>());
  }
}

TEST(Optimizer, ScalesGradientsAndLeavesThemZero) {
  at::Tensor value = at::ones({3});
  value.mutable_grad() = at::full({3}, 8.0);
  const auto optimizer = make_optimizer("sgd", {{"norm", value}});
  optimizer->step({.learning_rate = 0.5}, 0.25);
  EXPECT_EQ(distance(value, at::zeros({3})), 0.0);
  EXPECT_EQ(value.grad().abs().max().item<float>(), 0.0F);
}

TEST(Optimizer, MeasuresTheNormOfAllGradientsAndCountsMissingOnesAsZero) {
  at::Tensor a = at::zeros({2, 2}), b = at::zeros({3}), c = at::zeros({4});
  const auto optimizer = make_optimizer("adamw", {{"a", a}, {"b", b}, {"c", c}});
  a.mutable_grad() = at::full({2, 2}, 3.0);
  b.mutable_grad() = at::full({3}, 4.0);
  EXPECT_NEAR(optimizer->gradient_norm(), std::sqrt(4 * 9.0 + 3 * 16.0), 1e-6);
}

TEST(Optimizer, NamesTheNearestOfAnUnknownOne) {
  try {
    make_optimizer("adamw_8bits", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean adamw_8bit?"), std::string::npos);
  }
}

// Gradients whose sizes span decades, as those of rows of rare tokens do.
at::Tensor uneven_gradient(int64_t rows, int64_t columns) {
  const at::Tensor sizes = at::pow(10.0, at::linspace(-3.0, 0.0, rows)).unsqueeze(1);
  return at::randn({rows, columns}) * sizes + 0.3 * sizes;
}

// Relative distance of the ways two optimizers went, over a hundred steps.
double way_apart(const char* optim) {
  at::manual_seed(3);
  const at::Tensor start = at::randn({64, 96});
  at::Tensor exact = start.clone(), other = start.clone();
  const auto reference = make_optimizer("adamw", {{"up_proj.weight", exact}});
  const auto optimizer = make_optimizer(optim, {{"up_proj.weight", other}});
  const episodes::OptimizerSettings settings{.learning_rate = 1e-3, .adam_beta2 = 0.99};
  for (int step = 0; step < 100; ++step) {
    const at::Tensor gradient = uneven_gradient(64, 96);
    exact.mutable_grad() = gradient.clone();
    other.mutable_grad() = gradient;
    reference->step(settings, 1.0);
    optimizer->step(settings, 1.0);
  }
  return ((other - exact).norm() / (exact - start).norm()).item<double>();
}

TEST(AdamW8Bit, GoesWithinFivePercentOfTheWayOfThirtyTwoBits) {
  EXPECT_LT(way_apart("adamw_8bit"), 0.05);
  EXPECT_GT(way_apart("sgd"), 0.5);
}

TEST(AdamW8Bit, KeepsAQuarterOfTheMomentsButThoseOfEmbeddingsNormsAndSmallMatrices) {
  const TemporaryFolder folder;
  at::Tensor up = at::zeros({64, 96}), embedding = at::zeros({64, 96}), norm = at::zeros({96});
  const auto optimizer = make_optimizer("adamw_8bit", {{"mlp.up_proj.weight", up},
                                                       {"model.embed_tokens.weight", embedding},
                                                       {"norm.weight", norm}});
  optimizer->save(folder.path() / "moments.safetensors");
  const checkpoints::SafetensorsFile file(folder.path() / "moments.safetensors");
  EXPECT_EQ(file.tensors().at("mlp.up_proj.weight.exp_avg.codes").bytes.size(), 64U * 96U);
  EXPECT_EQ(file.tensors().at("mlp.up_proj.weight.exp_avg_sq.scales").bytes.size(), 24U * 4U);
  EXPECT_EQ(file.tensors().at("model.embed_tokens.weight.exp_avg").bytes.size(), 64U * 96U * 4U);
  EXPECT_EQ(file.tensors().at("norm.weight.exp_avg").bytes.size(), 96U * 4U);
}

TEST(DynamicMap, BringsNumbersBackWithinTheirDecadesPrecision) {
  at::manual_seed(5);
  for (const auto sign : {DynamicMap::Sign::kBoth, DynamicMap::Sign::kPositive}) {
    const DynamicMap map(sign, at::kCPU);
    at::Tensor values = at::randn({1000});
    values[17] = 5.0;  // the largest stands for itself
    if (sign == DynamicMap::Sign::kPositive) values = values.abs();
    QuantizedBlocks blocks = map.zeros(values.numel());
    EXPECT_EQ(map.dequantize(blocks).abs().max().item<float>(), 0.0F);
    map.quantize(values, blocks);
    EXPECT_EQ(blocks.scales.numel(), 4);
    const at::Tensor back = map.dequantize(blocks);
    EXPECT_LT(distance(back, values) / values.abs().max().item<double>(), 0.01);
    EXPECT_EQ(back.max().item<float>(), values.max().item<float>());
  }
}

TEST(DynamicMap, NeverRoundsASecondMomentToNothing) {
  const DynamicMap map(DynamicMap::Sign::kPositive, at::kCPU);
  const at::Tensor values = at::tensor({1.0F, 1e-12F, 0.0F});
  QuantizedBlocks blocks = map.zeros(3);
  map.quantize(values, blocks);
  const at::Tensor back = map.dequantize(blocks);
  EXPECT_GT(back[1].item<float>(), 0.0F);
  EXPECT_EQ(back[2].item<float>(), 0.0F);
}

}  // namespace
}  // namespace dragoman::nn
