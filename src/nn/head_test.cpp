// The head's own backward pass against the definition: differences of a plain double computation,
// and autograd in double.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "nn/head.h"

namespace dragoman::nn {
namespace {

struct Case {
  at::Tensor hidden, head, targets;   // [M, D], [V, D], [M]
  at::Tensor by_logprob, by_entropy;  // [M]
};

Case some_case(int64_t rows, int64_t width, int64_t vocabulary) {
  at::manual_seed(7);
  return {at::randn({rows, width}), at::randn({vocabulary, width}),
          at::randint(vocabulary, {rows}, at::kLong), at::randn({rows}), at::randn({rows})};
}

// sum_m a_m logprob_m + b_m H_m, straight from the definition.
double definition(const Case& given, double temperature) {
  const at::Tensor hidden = given.hidden.to(at::kDouble), head = given.head.to(at::kDouble);
  double total = 0.0;
  for (int64_t m = 0; m < hidden.size(0); ++m) {
    std::vector<double> z;
    double sum = 0.0;
    for (int64_t v = 0; v < head.size(0); ++v) {
      z.push_back(hidden[m].dot(head[v]).item<double>() / temperature);
      sum += std::exp(z.back());
    }
    double entropy = 0.0;
    for (double& one : z) {
      one -= std::log(sum);
      entropy -= std::exp(one) * one;
    }
    total += given.by_logprob[m].item<double>() * z[given.targets[m].item<int64_t>()] +
             given.by_entropy[m].item<double>() * entropy;
  }
  return total;
}

struct Gradients {
  at::Tensor hidden, head;
};

Gradients ours(const Case& given, double temperature, bool entropy) {
  const at::Tensor hidden = given.hidden.clone().requires_grad_(true);
  const at::Tensor head = given.head.clone().requires_grad_(true);
  const HeadOutput output = score_targets(hidden, head, given.targets, {temperature, entropy});
  if (entropy)
    torch::autograd::backward({output.logprob, output.entropy},
                              {given.by_logprob, given.by_entropy});
  else
    torch::autograd::backward({output.logprob}, {given.by_logprob});
  return {hidden.grad(), head.grad()};
}

Gradients autograd(const Case& given, double temperature, bool entropy) {
  const at::Tensor hidden = given.hidden.to(at::kDouble).requires_grad_(true);
  const at::Tensor head = given.head.to(at::kDouble).requires_grad_(true);
  const at::Tensor log_p = at::log_softmax(at::linear(hidden, head) / temperature, -1);
  at::Tensor total =
      (log_p.gather(1, given.targets.unsqueeze(1)).squeeze(1) * given.by_logprob).sum();
  if (entropy) total = total - ((log_p.exp() * log_p).sum(-1) * given.by_entropy).sum();
  torch::autograd::backward({total}, {at::ones_like(total)});
  return {hidden.grad(), head.grad()};
}

double difference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

TEST(Head, GradientsEqualAutogradInDouble) {
  const Case given = some_case(9, 6, 31);
  for (const double temperature : {0.7, 1.0, 1.3}) {
    for (const bool entropy : {false, true}) {
      const Gradients mine = ours(given, temperature, entropy);
      const Gradients reference = autograd(given, temperature, entropy);
      EXPECT_LT(difference(mine.hidden, reference.hidden), 5e-6);
      EXPECT_LT(difference(mine.head, reference.head), 5e-6);
    }
  }
}

TEST(Head, GradientsEqualDifferencesOfTheDefinition) {
  const Case given = some_case(3, 4, 7);
  constexpr double kTemperature = 0.8;
  constexpr float kStep = 1.0F / 1024.0F;  // exact in float32
  const Gradients mine = ours(given, kTemperature, true);
  const auto compare = [&](const at::Tensor& values, const at::Tensor& gradient) {
    float* data = values.data_ptr<float>();
    const at::Tensor flat = gradient.contiguous();
    for (int64_t i = 0; i < values.numel(); ++i) {
      const float kept = data[i];
      data[i] = kept + kStep;
      const double plus = static_cast<double>(data[i]);
      const double above = definition(given, kTemperature);
      data[i] = kept - kStep;
      const double minus = static_cast<double>(data[i]);
      const double below = definition(given, kTemperature);
      data[i] = kept;
      EXPECT_NEAR(flat.const_data_ptr<float>()[i], (above - below) / (plus - minus), 2e-5);
    }
  };
  compare(given.hidden, mine.hidden);
  compare(given.head, mine.head);
}

TEST(Head, ChunksOfALargeVocabularyGiveWhatTheWholeGives) {
  const Case given = some_case(37, 3, 1 << 18);  // chunks of 16 rows
  const at::Tensor log_p =
      at::log_softmax(at::linear(given.hidden.to(at::kDouble), given.head.to(at::kDouble)), -1);
  const HeadOutput output = score_targets(given.hidden, given.head, given.targets, {1.0, true});
  EXPECT_LT(difference(output.logprob, log_p.gather(1, given.targets.unsqueeze(1)).squeeze(1)),
            1e-5);
  EXPECT_LT(difference(output.entropy, -(log_p.exp() * log_p).sum(-1)), 1e-4);
}

// A plain bfloat16 product of this size is off by 0.06.
TEST(Head, LogitsOfBfloat16ProductsAreNotRoundedToIt) {
  at::manual_seed(3);
  for (const int64_t rows : {1, 7, 300}) {
    const at::Tensor input = at::randn({rows, 128}).to(at::kBFloat16);
    const at::Tensor weights = at::randn({500, 128}).mul(0.5).to(at::kBFloat16);
    const at::Tensor exact = at::mm(input.to(at::kDouble), weights.to(at::kDouble).t());
    EXPECT_LT(difference(exact_logits(input, weights), exact), 3e-4);
  }
}

TEST(Head, ATokenIsCorrectWhenNoneIsLikelier) {
  const Case given = some_case(40, 6, 31);
  const HeadOutput output =
      score_targets(given.hidden, given.head, given.targets, {.correct = true});
  const at::Tensor best = at::linear(given.hidden, given.head).argmax(-1);
  EXPECT_TRUE(output.correct.eq(best.eq(given.targets).to(at::kFloat)).all().item<bool>());
  const HeadOutput top = score_targets(given.hidden, given.head, best, {.correct = true});
  EXPECT_EQ(top.correct.sum().item<float>(), 40.0F);
}

// Of a loss that reads everything at once; the teacher is another head on other states.
TEST(Head, PartitionsAndDivergencesEqualAutogradInDouble) {
  const Case given = some_case(11, 6, 29);
  at::manual_seed(9);
  const at::Tensor states = at::randn({11, 5}), teacher = at::randn({29, 5});
  for (const double beta : {0.0, 0.3, 0.5, 1.0}) {
    constexpr double kTemperature = 0.7;
    HeadSettings settings{.temperature = kTemperature, .entropy = true};
    settings.log_partition = true;
    settings.teacher = {states, teacher, 0.0, beta};
    const at::Tensor hidden = given.hidden.clone().requires_grad_(true);
    const at::Tensor head = given.head.clone().requires_grad_(true);
    const HeadOutput mine = score_targets(hidden, head, given.targets, settings);
    const auto total = [&](const at::Tensor& logprob, const at::Tensor& entropy,
                           const at::Tensor& partition, const at::Tensor& divergence) {
      return (logprob * given.by_logprob + entropy * given.by_entropy + partition.square() * 0.3 +
              divergence * given.by_logprob)
          .sum();
    };
    torch::autograd::backward(
        {total(mine.logprob, mine.entropy, mine.log_partition, mine.divergence)}, {});

    const at::Tensor exact_hidden = given.hidden.to(at::kDouble).requires_grad_(true);
    const at::Tensor exact_head = given.head.to(at::kDouble).requires_grad_(true);
    const at::Tensor logits = at::linear(exact_hidden, exact_head) / kTemperature;
    const at::Tensor p = at::softmax(logits, -1);
    const at::Tensor t =
        at::softmax(at::linear(states.to(at::kDouble), teacher.to(at::kDouble)) / kTemperature, -1);
    const at::Tensor m = t * beta + p * (1.0 - beta);
    const auto kl = [](const at::Tensor& a, const at::Tensor& b) {
      return (a * (a.log() - b.log())).sum(-1);
    };
    const at::Tensor divergence = beta == 0.0   ? kl(t, p)
                                  : beta == 1.0 ? kl(p, t)
                                                : kl(t, m) * beta + kl(p, m) * (1.0 - beta);
    const at::Tensor logprob = p.log().gather(1, given.targets.unsqueeze(1)).squeeze(1);
    torch::autograd::backward(
        {total(logprob, -(p * p.log()).sum(-1), logits.logsumexp(-1), divergence)}, {});
    EXPECT_LT(difference(mine.divergence, divergence), 1e-5);
    EXPECT_LT(difference(mine.log_partition, logits.logsumexp(-1)), 1e-5);
    EXPECT_LT(difference(hidden.grad(), exact_hidden.grad()), 2e-5) << beta;
    EXPECT_LT(difference(head.grad(), exact_head.grad()), 2e-5) << beta;
  }
}

TEST(Head, LogitsFarApartStayFinite) {
  Case given = some_case(4, 3, 11);
  given.hidden = given.hidden * 1e4;
  const HeadOutput output = score_targets(given.hidden, given.head, given.targets, {0.5, true});
  EXPECT_TRUE(at::isfinite(output.logprob).all().item<bool>());
  EXPECT_TRUE(at::isfinite(output.entropy).all().item<bool>());
  const Gradients mine = ours(given, 0.5, true);
  EXPECT_TRUE(at::isfinite(mine.hidden).all().item<bool>());
}

}  // namespace
}  // namespace dragoman::nn
