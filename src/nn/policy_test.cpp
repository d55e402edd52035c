// The learner's laws: packing and cutting change nothing, what is masked does not matter, gradients
// are the derivatives of what was computed, and a saved state goes on as if nothing had happened.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "nn/models_for_tests.h"

namespace dragoman::nn {
namespace {

using episodes::Learner;
using episodes::PolicyBatch;
using episodes::TokenQuantities;

const char* const kFamilies[] = {"llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3_text"};

// Derivatives that differ from token to token and depend on the token alone.
TokenQuantities derivatives(const PolicyBatch& batch) {
  TokenQuantities by;
  for (int64_t t = 0; t < batch.size(); ++t) {
    const float one = static_cast<float>(batch.tokens[t] % 7 - 3 + batch.positions[t]) / 50.0F;
    by.logprob.push_back(batch.predicted[t] != 0 ? one : 0.0F);
    by.entropy.push_back(batch.predicted[t] != 0 ? 0.3F * one + 0.01F : 0.0F);
  }
  return by;
}

TokenQuantities learn(Learner& learner, const std::vector<std::vector<TokenId>>& sequences) {
  const PolicyBatch batch = pack(sequences);
  TokenQuantities quantities = learner.forward(batch, {.entropy = true});
  learner.backward(derivatives(batch));
  return quantities;
}

TEST(Policy, PackedSequencesGiveWhatTheyGiveAlone) {
  for (const char* family : kFamilies) {
    const auto learner = tiny_learner(tiny_config(family));
    const auto sequences = some_sequences(7);
    const TokenQuantities packed = learn(*learner, sequences);
    const auto packed_gradients = take_gradients(*learner);
    size_t row = 0;
    for (const auto& sequence : sequences) {
      const TokenQuantities alone = learn(*learner, {sequence});
      for (size_t t = 0; t < sequence.size(); ++t, ++row) {
        EXPECT_NEAR(packed.logprob[row], alone.logprob[t], 1e-5);
        EXPECT_NEAR(packed.entropy[row], alone.entropy[t], 1e-5);
      }
    }
    EXPECT_LT(largest_difference(packed_gradients, take_gradients(*learner)), 1e-5) << family;
  }
}

TEST(Policy, GradientsDoNotDependOnHowAStepIsCut) {
  const auto learner = tiny_learner(tiny_config("qwen3"));
  const auto sequences = some_sequences(8);
  learn(*learner, sequences);
  const auto whole = take_gradients(*learner);
  for (const size_t size : {4, 2, 1}) {
    for (size_t begin = 0; begin < sequences.size(); begin += size)
      learn(*learner, {sequences.begin() + static_cast<int64_t>(begin),
                       sequences.begin() + static_cast<int64_t>(begin + size)});
    EXPECT_LT(largest_difference(whole, take_gradients(*learner)), 1e-5) << size;
  }
  learn(*learner, {sequences.rbegin(), sequences.rend()});
  EXPECT_LT(largest_difference(whole, take_gradients(*learner)), 1e-5);
}

TEST(Policy, WhatIsNotPredictedDoesNotMatter) {
  const auto learner = tiny_learner(tiny_config("llama"));
  PolicyBatch batch = pack(some_sequences(6));
  for (int64_t t = 0; t < batch.size(); t += 2) batch.predicted[t] = 0;
  TokenQuantities by = derivatives(batch);
  learner->forward(batch, {.entropy = true});
  learner->backward(by);
  const auto clean = take_gradients(*learner);
  const float wild[] = {1e30F, std::numeric_limits<float>::infinity(),
                        std::numeric_limits<float>::quiet_NaN(), -1e4F};
  for (int64_t t = 0; t < batch.size(); ++t) {
    if (batch.predicted[t] != 0) continue;
    by.logprob[t] = wild[t % 4];
    by.entropy[t] = wild[(t + 1) % 4];
  }
  const TokenQuantities quantities = learner->forward(batch, {.entropy = true});
  learner->backward(by);
  EXPECT_EQ(largest_difference(clean, take_gradients(*learner)), 0.0);
  for (int64_t t = 0; t < batch.size(); ++t) {
    if (batch.predicted[t] == 0) {
      EXPECT_EQ(quantities.logprob[t], 0.0F);
    }
  }
}

double loss_of(Learner& learner, const PolicyBatch& batch) {
  const TokenQuantities now = learner.evaluate(batch, {.entropy = true});
  const TokenQuantities by = derivatives(batch);
  double loss = 0.0;
  for (int64_t t = 0; t < batch.size(); ++t)
    loss += double{by.logprob[t]} * now.logprob[t] + double{by.entropy[t]} * now.entropy[t];
  return loss;
}

// With an epsilon far above every gradient AdamW is plain descent: the loss falls by rate * |g|^2.
TEST(Policy, GradientsPredictHowTheLossFalls) {
  for (const char* family : kFamilies) {
    const auto learner = tiny_learner(tiny_config(family));
    PolicyBatch batch = pack(some_sequences(8));
    batch.temperature = 1.3F;
    const double before = loss_of(*learner, batch);
    learner->forward(batch, {.entropy = true});
    learner->backward(derivatives(batch));
    constexpr double kRate = 1e-4;
    episodes::OptimizerSettings settings;
    settings.adam_beta1 = settings.adam_beta2 = 0.0;
    settings.adam_epsilon = 1e6;
    settings.learning_rate = kRate * settings.adam_epsilon;
    settings.max_grad_norm = 0.0;
    const double norm = learner->update(settings);
    const double fall = before - loss_of(*learner, batch);
    EXPECT_NEAR(fall / (kRate * norm * norm), 1.0, 0.03) << family;
  }
}

TEST(Policy, ANormThatIsNotFiniteChangesNothing) {
  const auto learner = tiny_learner(tiny_config("qwen2"));
  const PolicyBatch batch = pack(some_sequences(4));
  const auto before = learner->evaluate(batch, {}).logprob;
  TokenQuantities by = derivatives(batch);
  by.logprob[1] = std::numeric_limits<float>::quiet_NaN();
  learner->forward(batch, {});
  learner->backward(by);
  EXPECT_FALSE(std::isfinite(learner->update({.learning_rate = 0.1})));
  EXPECT_EQ(learner->evaluate(batch, {}).logprob, before);
  learn(*learner, some_sequences(4));
  EXPECT_TRUE(std::isfinite(learner->update({.learning_rate = 0.1})));
  EXPECT_NE(learner->evaluate(batch, {}).logprob, before);
}

TEST(Policy, GradientsAboveTheirLimitAreScaledDownToIt) {
  const auto learner = tiny_learner(tiny_config("llama"));
  learn(*learner, some_sequences(8));
  const auto whole = take_gradients(*learner);
  learn(*learner, some_sequences(8));
  const double norm = learner->update({.adam_beta1 = 0.0, .max_grad_norm = 0.125});
  ASSERT_GT(norm, 0.125);
  const TemporaryFolder folder;
  learner->save_state(folder.path());
  const checkpoints::SafetensorsFile file(folder.path() / "optimizer.safetensors");
  for (const auto& [name, values] : whole) {
    const auto* clipped = reinterpret_cast<const float*>(file.tensors().at(name).bytes.data());
    for (size_t i = 0; i < values.size(); ++i)
      ASSERT_NEAR(clipped[i], values[i] * 0.125 / norm, 1e-6);
  }
}

// `stored` is the dtype of the files, `computed` that of the matrix products.
void expect_exact_resume(const char* stored, const char* computed) {
  const Json config = tiny_config("qwen3", {{"torch_dtype", stored}});
  const auto learner = episodes::backend().make_learner({"", config, 5, computed});
  const auto sequences = some_sequences(6);
  for (int i = 0; i < 3; ++i) {
    learn(*learner, sequences);
    learner->update({.learning_rate = 0.01, .weight_decay = 0.1});
  }
  const TemporaryFolder folder;
  learner->save_model(folder.path());
  learner->save_state(folder.path());
  const auto resumed = episodes::backend().make_learner({folder.path(), {}, 0, computed});
  resumed->load_state(folder.path());
  for (Learner* one : {learner.get(), resumed.get()}) {
    learn(*one, sequences);
    one->update({.learning_rate = 0.01, .weight_decay = 0.1});
  }
  const PolicyBatch batch = pack(sequences);
  EXPECT_EQ(learner->evaluate(batch, {}).logprob, resumed->evaluate(batch, {}).logprob);
}

TEST(Policy, ASavedStateGoesOnAsIfNothingHadHappened) {
  for (const char* stored : {"float32", "bfloat16"})
    for (const char* computed : {"float32", "bfloat16"}) expect_exact_resume(stored, computed);
}

// Mean logprob of the sequences after 40 steps on them.
double learned_by_heart(const char* dtype) {
  const auto learner = episodes::backend().make_learner({"", tiny_config("qwen3"), 5, dtype});
  const PolicyBatch batch = pack(some_sequences(8));
  TokenQuantities by;
  for (const uint8_t predicted : batch.predicted)
    by.logprob.push_back(predicted != 0 ? -0.02F : 0.0F);
  for (int i = 0; i < 40; ++i) {
    learner->forward(batch, {});
    learner->backward(by);
    learner->update({.learning_rate = 0.003});
  }
  double sum = 0.0;
  double count = 0.0;
  const auto logprobs = learner->evaluate(batch, {}).logprob;
  for (size_t t = 0; t < logprobs.size(); ++t) {
    sum += batch.predicted[t] != 0 ? double{logprobs[t]} : 0.0;
    count += batch.predicted[t];
  }
  return sum / count;
}

TEST(Policy, ProductsInBfloat16LearnAsWellAsInFloat32) {
  const double exact = learned_by_heart("float32");
  EXPECT_GT(exact, -2.0);  // it began near -log 61 = -4.1
  EXPECT_NEAR(learned_by_heart("bfloat16") / exact, 1.0, 0.03);
}

TEST(Policy, AutoSaysWhatItChoseAndWhy) {
  const auto asked = episodes::backend().make_learner({"", tiny_config("llama"), 5, "bfloat16"});
  EXPECT_EQ(asked->arithmetic().dtype, "bfloat16");
  EXPECT_EQ(asked->arithmetic().why, "");
  const auto chosen = episodes::backend().make_learner({"", tiny_config("llama"), 5, "auto"});
  EXPECT_NE(chosen->arithmetic().why, "");
}

}  // namespace
}  // namespace dragoman::nn
