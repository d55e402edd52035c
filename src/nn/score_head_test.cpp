// Score heads: their values and gradients, reward models as folders that transformers loads, and
// state that goes on. tests/oracles/check_reward_models.py is the other side.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "nn/models_for_tests.h"

namespace dragoman::nn {
namespace {

using episodes::Heads;
using episodes::Learner;
using episodes::LearnerSettings;
using episodes::PolicyBatch;
using episodes::TokenQuantities;
using Learned = std::unique_ptr<Learner>;

const char* const kDecoders[] = {"llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3_text"};
constexpr episodes::Needs kValue{.value = true, .logprob = false};

Learned judge(const std::string& family, Heads heads = Heads::kScore, const Json& changes = {}) {
  episodes::ModelSource source{
      "", tiny_config(family, changes.is_null() ? Json::object() : changes), 5, "float32"};
  source.learner.heads = heads;
  return episodes::backend().make_learner(source);
}

Learned opened(const Path& folder, Heads heads = Heads::kScore) {
  episodes::ModelSource source{folder, {}, 0, "float32"};
  source.learner.heads = heads;
  return episodes::backend().make_learner(source);
}

// The sequences with one more token each, which alone is predicted.
PolicyBatch closed(std::vector<std::vector<TokenId>> sequences, TokenId closing = 1) {
  for (auto& sequence : sequences) sequence.push_back(closing);
  PolicyBatch batch = pack(sequences);
  for (int64_t t = 0; t < batch.size(); ++t) batch.predicted[t] = 0;
  for (size_t s = 1; s < batch.cu_seqlens.size(); ++s) batch.predicted[batch.cu_seqlens[s] - 1] = 1;
  return batch;
}

std::vector<float> whole_scores(Learner& learner,
                                const std::vector<std::vector<TokenId>>& sequences,
                                TokenId closing = 1) {
  const PolicyBatch batch = closed(sequences, closing);
  const std::vector<float> column = learner.evaluate(batch, kValue).value;
  std::vector<float> scores;
  for (size_t s = 1; s < batch.cu_seqlens.size(); ++s)
    scores.push_back(column[batch.cu_seqlens[s] - 1]);
  return scores;
}

// A function of the values with different slopes everywhere.
std::vector<float> slopes_of(const PolicyBatch& batch) {
  std::vector<float> by;
  for (int64_t t = 0; t < batch.size(); ++t)
    by.push_back(batch.predicted[t] != 0 ? 0.1F * static_cast<float>(t % 5) - 0.17F : 0.0F);
  return by;
}

double loss_of_values(Learner& learner, const PolicyBatch& batch) {
  const std::vector<float> values = learner.evaluate(batch, kValue).value;
  const std::vector<float> by = slopes_of(batch);
  double loss = 0.0;
  for (size_t t = 0; t < values.size(); ++t) loss += double{by[t]} * values[t];
  return loss;
}

void learn_values(Learner& learner, const PolicyBatch& batch, double rate) {
  learner.forward(batch, kValue);
  learner.backward({.value = slopes_of(batch)});
  learner.update({.learning_rate = rate, .weight_decay = 0.1});
}

TEST(ScoreHead, ReadsAWholeSequenceBeforeTheTokenThatClosesIt) {
  const auto sequences = some_sequences(7);
  for (const char* family : kDecoders) {
    const Learned learner = judge(family);
    const auto scores = whole_scores(*learner, sequences);
    EXPECT_EQ(scores, whole_scores(*learner, sequences, 17)) << family;
    for (size_t i = 0; i < sequences.size(); ++i)
      EXPECT_NEAR(whole_scores(*learner, {sequences[i]})[0], scores[i], 1e-5) << family;
    EXPECT_TRUE(learner->evaluate(closed(sequences), kValue).logprob.empty());
  }
}

// With an epsilon far above every gradient AdamW is plain descent: the loss falls by rate * |g|^2.
TEST(ScoreHead, GradientsPredictHowTheLossFalls) {
  for (const char* family : kDecoders) {
    for (const Heads heads : {Heads::kScore, Heads::kBoth}) {
      const Learned learner = judge(family, heads);
      const PolicyBatch batch = pack(some_sequences(8));
      const double before = loss_of_values(*learner, batch);
      learner->forward(batch, kValue);
      learner->backward({.value = slopes_of(batch)});
      constexpr double kRate = 1e-4;
      const double norm = learner->update({.learning_rate = kRate * 1e6,
                                           .adam_beta1 = 0.0,
                                           .adam_beta2 = 0.0,
                                           .adam_epsilon = 1e6,
                                           .max_grad_norm = 0.0});
      EXPECT_NEAR((before - loss_of_values(*learner, batch)) / (kRate * norm * norm), 1.0, 0.03)
          << family;
    }
  }
}

// Changes one number of a saved model.
void nudge(const Path& folder, const std::string& name, size_t place, float by) {
  const Path path = folder / "model.safetensors";
  std::string bytes = read_file(path);
  size_t offset = 0;
  {
    const checkpoints::SafetensorsFile file(path);
    const std::byte* end = nullptr;  // of the last tensor, and of the file
    for (const auto& [other, tensor] : file.tensors())
      end = std::max(end, tensor.bytes.data() + tensor.bytes.size());
    offset = bytes.size() - static_cast<size_t>(end - file.tensors().at(name).bytes.data());
  }
  float value = 0.0F;
  std::memcpy(&value, bytes.data() + offset + place * sizeof(float), sizeof(float));
  value += by;
  std::memcpy(bytes.data() + offset + place * sizeof(float), &value, sizeof(float));
  write_file(path, bytes);
}

double loss_when_nudged(const Path& folder, const std::string& name, size_t place, float by) {
  nudge(folder, name, place, by);
  const double loss = loss_of_values(*opened(folder), pack(some_sequences(8)));
  nudge(folder, name, place, -by);
  return loss;
}

TEST(ScoreHead, GradientsAreFiniteDifferencesOfWhatIsSaved) {
  const Learned learner = judge("qwen3");
  const TemporaryFolder folder;
  learner->save_model(folder.path());
  const PolicyBatch batch = pack(some_sequences(8));
  learner->forward(batch, kValue);
  learner->backward({.value = slopes_of(batch)});
  const auto gradients = take_gradients(*learner);
  constexpr float kStep = 5e-3F;
  for (const char* name :
       {"score.weight", "model.embed_tokens.weight", "model.norm.weight",
        "model.layers.0.input_layernorm.weight", "model.layers.1.mlp.down_proj.weight"}) {
    const std::vector<float>& by = gradients.at(std::string(name) + ".exp_avg");
    const auto place = static_cast<size_t>(
        std::max_element(by.begin(), by.end(),
                         [](float a, float b) { return std::abs(a) < std::abs(b); }) -
        by.begin());
    const double measured = (loss_when_nudged(folder.path(), name, place, kStep) -
                             loss_when_nudged(folder.path(), name, place, -kStep)) /
                            (2.0 * kStep);
    EXPECT_NEAR(measured / by[place], 1.0, 0.02) << name;
  }
}

TEST(ScoreHead, ARewardModelIsLoadedBackAsItWas) {
  const auto sequences = some_sequences(7);
  for (const char* family : kDecoders) {
    const Learned learner = judge(family);
    learn_values(*learner, pack(sequences), 0.01);
    const TemporaryFolder folder;
    learner->save_model(folder.path());
    const Json config = parse_json(read_file(folder.path() / "config.json"), "config.json");
    EXPECT_TRUE(
        config.at("architectures")[0].get<std::string>().ends_with("ForSequenceClassification"));
    const checkpoints::SafetensorsFile file(folder.path() / "model.safetensors");
    EXPECT_TRUE(file.tensors().contains("score.weight"));
    EXPECT_FALSE(file.tensors().contains("lm_head.weight"));
    EXPECT_EQ(whole_scores(*opened(folder.path()), sequences), whole_scores(*learner, sequences));
  }
}

TEST(ScoreHead, ASavedStateGoesOnAsIfNothingHadHappened) {
  const PolicyBatch batch = pack(some_sequences(6));
  for (const Heads heads : {Heads::kScore, Heads::kBoth}) {
    const Learned learner = judge("qwen3", heads);
    for (int i = 0; i < 3; ++i) learn_values(*learner, batch, 0.01);
    const TemporaryFolder folder;
    learner->save_model(folder.path());
    learner->save_state(folder.path());
    const Learned resumed = opened(folder.path(), heads);
    resumed->load_state(folder.path());
    for (Learner* one : {learner.get(), resumed.get()}) learn_values(*one, batch, 0.01);
    EXPECT_EQ(learner->evaluate(batch, kValue).value, resumed->evaluate(batch, kValue).value);
    if (heads == Heads::kScore) continue;  // of both heads the language model alone is the folder
    const checkpoints::SafetensorsFile file(folder.path() / "model.safetensors");
    EXPECT_FALSE(file.tensors().contains("score.weight"));
    EXPECT_EQ(learner->evaluate(batch, {}).logprob, resumed->evaluate(batch, {}).logprob);
  }
}

TEST(ScoreHead, BothHeadsLearnTogetherWhatEachLearnsAlone) {
  const PolicyBatch batch = pack(some_sequences(6));
  const auto gradients = [&](episodes::Needs needs, bool logprob, bool value) {
    const Learned learner = judge("llama", Heads::kBoth);
    learner->forward(batch, needs);
    TokenQuantities by;
    if (logprob) by.logprob = slopes_of(batch);
    if (value) by.value = slopes_of(batch);
    learner->backward(by);
    return take_gradients(*learner);
  };
  auto sum = gradients({}, true, false);
  for (const auto& [name, values] : gradients(kValue, false, true))
    for (size_t i = 0; i < values.size(); ++i) {
      sum[name].resize(values.size(), 0.0F);
      sum[name][i] += values[i];
    }
  EXPECT_LT(largest_difference(gradients({.value = true}, true, true), sum), 1e-5);
}

TEST(ScoreHead, IsNotTrainedWithAnAdapter) {
  const TemporaryFolder base;
  tiny_learner(tiny_config("qwen3"))->save_model(base.path());
  episodes::ModelSource source{base.path(), {}, 5, "float32", {}, episodes::LoraSettings{}};
  source.learner.heads = Heads::kScore;
  try {
    episodes::backend().make_learner(source);
    FAIL() << "an adapter got a score head";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kInput);
    EXPECT_NE(std::string(error.what()).find("use_peft"), std::string::npos);
  }
}

TEST(ScoreHead, TransformersLoadsARewardModelToTheSameScores) {
  const char* python = std::getenv("DRAGOMAN_ORACLES");
  if (python == nullptr) GTEST_SKIP() << "DRAGOMAN_ORACLES names no Python with transformers";
  const TemporaryFolder folder;
  const auto sequences = some_sequences(7);
  std::string command = std::string(python) + " -B " + DRAGOMAN_SOURCE_FOLDER +
                        "/tests/oracles/check_reward_models.py";
  for (const char* family : kDecoders) {
    const Learned learner = judge(family);
    learn_values(*learner, pack(sequences), 0.01);
    const Path saved = folder.path() / family;
    make_folder(saved);
    learner->save_model(saved);
    const auto scores = whole_scores(*learner, sequences);
    Json rows = Json::array();
    for (size_t i = 0; i < sequences.size(); ++i)
      rows.push_back({{"ids", sequences[i]}, {"score", scores[i]}});
    write_file(saved / "expected.json", rows.dump());
    command += " " + saved.string();
  }
  std::fflush(stdout);
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace dragoman::nn
