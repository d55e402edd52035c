// Passes by hand against those that autograd derives, in float32 and in double precision.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "base/parallel.h"
#include "nn/host_decoder.h"
#include "nn/host_head.h"
#include "nn/models_for_tests.h"
#include "nn/transformer.h"

namespace dragoman::nn {
namespace {

struct HostCase {
  Weights weights;
  std::vector<TokenId> tokens;
  std::vector<int32_t> cu_seqlens{0}, positions;
  at::Tensor slopes;  // [N, D] of the loss by the states

  HostCase(const std::string& family, const Json& changes, const std::vector<int64_t>& lengths)
      : weights(make_weights(
            checkpoints::parse_model_config(tiny_config(family, changes), "config.json"), 7)) {
    Rng rng(11);
    for (const int64_t length : lengths) {
      for (int64_t t = 0; t < length; ++t) {
        tokens.push_back(static_cast<TokenId>(rng.below(61)));
        positions.push_back(static_cast<int32_t>(t));
      }
      cu_seqlens.push_back(static_cast<int32_t>(tokens.size()));
    }
    // Sequences of one length begin alike.
    for (size_t s = 1; s < lengths.size(); ++s)
      for (int64_t t = 0; t < lengths[s] / 2 && lengths[s] == lengths[s - 1]; ++t)
        tokens[cu_seqlens[s] + t] = tokens[cu_seqlens[s - 1] + t];
    slopes = at::empty({static_cast<int64_t>(tokens.size()), weights.config.hidden_size});
    for (int64_t i = 0; i < slopes.numel(); ++i)
      slopes.data_ptr<float>()[i] = static_cast<float>(rng.normal());
    // Norms and biases that are not all alike.
    visit_weights(weights, [&](const std::string&, at::Tensor& tensor, const auto&) {
      for (int64_t i = 0; tensor.dim() == 1 && i < tensor.numel(); ++i)
        tensor.data_ptr<float>()[i] += static_cast<float>(0.2 * rng.normal());
      tensor.requires_grad_();
    });
  }
};

struct Passed {
  at::Tensor states;
  std::vector<at::Tensor> gradients;
};

Passed passed(HostCase& one, at::ScalarType dtype, bool by_hand, bool recomputes = false) {
  Weights weights = one.weights;
  visit_weights(weights, [&](const std::string&, at::Tensor& tensor, const auto&) {
    tensor = tensor.detach().clone().to(dtype).requires_grad_();
  });
  if (weights.config.tie_word_embeddings) weights.head = weights.embedding;
  const PackedLayout layout = make_layout(weights, one.tokens, one.cu_seqlens, one.positions);
  const PassSettings settings{dtype, {}, recomputes, nullptr, by_hand};
  EXPECT_EQ(runs_by_hand(weights, settings), dtype == at::kFloat);
  const at::Tensor states = forward_packed(weights, layout, settings);
  torch::autograd::backward({states}, {one.slopes.to(dtype)});
  Passed all{states.detach(), {}};
  visit_weights(weights, [&](const std::string&, at::Tensor& tensor, const auto&) {
    all.gradients.push_back(tensor.grad().defined() ? tensor.grad().clone()
                                                    : at::zeros_like(tensor.detach()));
  });
  return all;
}

double off(const at::Tensor& a, const at::Tensor& exact) {
  return (a.to(at::kDouble) - exact.to(at::kDouble)).abs().max().item<double>() /
         (exact.abs().max().item<double>() + 1e-30);
}

// From double precision, over all gradients. Bounds leave a little room: on another processor the
// library sums in another order.
struct Distances {
  double mine = 0.0, theirs = 0.0;  // squares, relative to each gradient's size

  double ratio() const { return std::sqrt(mine / theirs); }
};

Distances compare(HostCase& one) {
  const Passed exact = passed(one, at::kDouble, false);
  const Passed derived = passed(one, at::kFloat, false);
  const Passed by_hand = passed(one, at::kFloat, true);
  EXPECT_LT(off(by_hand.states, exact.states), 1e-5);
  Distances distances;
  for (size_t i = 0; i < exact.gradients.size(); ++i) {
    const double size = exact.gradients[i].norm().item<double>() + 1e-30;  // of an unused head: 0
    EXPECT_LT(off(by_hand.gradients[i], exact.gradients[i]), 1e-5) << i;
    const auto squared = [&](const at::Tensor& gradient) {
      return std::pow((gradient - exact.gradients[i]).norm().item<double>() / size, 2);
    };
    distances.mine += squared(by_hand.gradients[i]);
    distances.theirs += squared(derived.gradients[i]);
  }
  return distances;
}

const std::vector<int64_t> kLengths = {1, 5, 60, 33, 64, 2, 17};

TEST(HostDecoder, GradientsEqualAutogradsForEveryFamily) {
  Distances all;
  for (const std::string family : {"llama", "qwen2", "qwen3", "mistral", "gemma2", "gemma3_text"}) {
    SCOPED_TRACE(family);
    HostCase one(family, Json::object(), kLengths);
    const Distances of_one = compare(one);
    all.mine += of_one.mine;
    all.theirs += of_one.theirs;
  }
  EXPECT_LT(all.ratio(), 1.15);
}

TEST(HostDecoder, SharedBeginningsHaveTheGradientsOfAllThatGoOnFromThem) {
  for (const std::string family : {"qwen3", "gemma2"}) {
    SCOPED_TRACE(family);
    HostCase one(family, Json::object(), {60, 60, 60, 7, 120, 120, 33});
    EXPECT_EQ(passes::share_beginnings(one.tokens, one.cu_seqlens).rows(), one.tokens.size() - 120);
    compare(one);
  }
}

// Of sums of hundreds, too.
TEST(HostDecoder, GradientsOfWideLayersAreNoFurtherFromDoubleThanAutograds) {
  HostCase one("qwen3",
               {{"hidden_size", 320}, {"intermediate_size", 700}, {"num_hidden_layers", 1}},
               std::vector<int64_t>(9, 70));
  EXPECT_LT(compare(one).ratio(), 1.05);
}

TEST(HostDecoder, CheckpointedGradientsAreTheSameBits) {
  HostCase one("gemma2", {{"num_hidden_layers", 3}}, kLengths);
  const Passed kept = passed(one, at::kFloat, true), anew = passed(one, at::kFloat, true, true);
  for (size_t i = 0; i < kept.gradients.size(); ++i)
    EXPECT_TRUE(at::equal(kept.gradients[i], anew.gradients[i])) << i;
}

TEST(HostDecoder, BitsDoNotDependOnTheNumberOfThreads) {
  HostCase one("qwen3", Json::object(), kLengths);
  const int64_t before = thread_count();
  const Passed some = passed(one, at::kFloat, true);
  set_thread_count(5);
  const Passed more = passed(one, at::kFloat, true);
  set_thread_count(before);
  EXPECT_TRUE(at::equal(some.states, more.states));
  for (size_t i = 0; i < some.gradients.size(); ++i)
    EXPECT_TRUE(at::equal(some.gradients[i], more.gradients[i])) << i;
}

TEST(HostDecoder, ASegmentHasTheSameStatesAloneAndAmongOthers) {
  HostCase one("gemma3_text", Json::object(), {23, 40});
  const at::NoGradGuard no_gradients;
  const auto states = [&] {
    return forward_packed(one.weights,
                          make_layout(one.weights, one.tokens, one.cu_seqlens, one.positions), {});
  };
  const at::Tensor among = states().narrow(0, 0, 23);
  one.tokens.resize(23);
  one.positions.resize(23);
  one.cu_seqlens.pop_back();
  EXPECT_TRUE(at::equal(states(), among));
}

// The head with what is kept and what is computed anew, at widths that end within a part.
TEST(HostHead, GradientsAreAsNearToDoubleAsAutograds) {
  at::manual_seed(5);
  const int64_t rows = 150, width = 40, vocabulary = 2500;
  const at::Tensor hidden = at::randn({rows, width}), head = at::randn({vocabulary, width}) * 0.3;
  const at::Tensor targets = at::randint(vocabulary, {rows}, at::kLong);
  const std::vector<at::Tensor> slopes = {at::randn({rows}), at::randn({rows}), at::randn({rows})};
  const auto gradients = [&](at::ScalarType dtype, bool by_hand) {
    const at::Tensor h = hidden.to(dtype).clone().requires_grad_();
    const at::Tensor w = head.to(dtype).clone().requires_grad_();
    HeadSettings settings{0.7, true, dtype, false, 9.0, true};
    settings.by_hand = by_hand;
    std::vector<at::Tensor> outputs;
    if (dtype == at::kDouble) {
      const at::Tensor z = at::tanh(at::linear(h, w) / 9.0) * 9.0 / 0.7;
      const at::Tensor log_p = at::log_softmax(z, -1);
      outputs = {log_p.gather(1, targets.unsqueeze(1)).squeeze(1), -(log_p.exp() * log_p).sum(-1),
                 at::logsumexp(z, 1)};
    } else {
      const HeadOutput output = score_targets(h, w, targets, settings);
      outputs = {output.logprob, output.entropy, output.log_partition};
    }
    torch::autograd::backward(outputs,
                              {slopes[0].to(dtype), slopes[1].to(dtype), slopes[2].to(dtype)});
    return std::vector<at::Tensor>{h.grad(), w.grad(), outputs[0].detach(), outputs[1].detach()};
  };
  const auto exact = gradients(at::kDouble, false), derived = gradients(at::kFloat, false),
             mine = gradients(at::kFloat, true);
  for (size_t i = 0; i < exact.size(); ++i) {
    EXPECT_LT(off(mine[i], exact[i]), 1e-5) << i;
    EXPECT_LT(off(mine[i], exact[i]), 2.0 * off(derived[i], exact[i]) + 3e-7) << i;
  }
}

}  // namespace
}  // namespace dragoman::nn
