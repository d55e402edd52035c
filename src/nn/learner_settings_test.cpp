// What a learner can be told of its training: which modules, which optimizer, whether layers are
// computed again, whether an average is kept. All through the learner's own door.
#include <ATen/ATen.h>
#include <c10/core/CPUAllocator.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "nn/models_for_tests.h"

namespace dragoman::nn {
namespace {

using episodes::Learner;
using episodes::LearnerSettings;
using episodes::PolicyBatch;
using episodes::TokenQuantities;

std::unique_ptr<Learner> learner_with(const LearnerSettings& settings, const Json& config,
                                      const char* dtype = "float32") {
  episodes::ModelSource source{"", config, 5, dtype};
  source.learner = settings;
  return episodes::backend().make_learner(source);
}

TokenQuantities cross_entropy(const PolicyBatch& batch) {
  TokenQuantities by;
  for (const uint8_t predicted : batch.predicted)
    by.logprob.push_back(predicted != 0 ? -0.02F : 0.0F);
  return by;
}

void learn_some(Learner& learner, int steps) {
  const PolicyBatch batch = pack(some_sequences(8));
  for (int i = 0; i < steps; ++i) {
    learner.forward(batch, {});
    learner.backward(cross_entropy(batch));
    learner.update({.learning_rate = 0.01, .weight_decay = 0.1});
  }
}

episodes::LoraSettings dropping(double share) {
  episodes::LoraSettings settings;
  settings.r = 3;
  settings.dropout = share;
  return settings;
}

std::vector<float> logprobs(Learner& learner) {
  return learner.evaluate(pack(some_sequences(8)), {}).logprob;
}

using Contents = std::map<std::string, std::vector<float>>;

Contents saved_weights(const Learner& learner) {
  const TemporaryFolder folder;
  learner.save_model(folder.path());
  const checkpoints::SafetensorsFile file(folder.path() / "model.safetensors");
  Contents all;
  for (const auto& [name, tensor] : file.tensors()) {
    const auto* values = reinterpret_cast<const float*>(tensor.bytes.data());
    all[name].assign(values, values + tensor.bytes.size() / sizeof(float));
  }
  return all;
}

TEST(TrainableModules, AloneMove) {
  const Json config = tiny_config("qwen3", {{"tie_word_embeddings", false}});
  for (const std::string name : {"lm_head", "mlp", "layers.1", "self_attn.q_proj"}) {
    const auto learner = learner_with({.trainable_modules = {name}}, config);
    const Contents before = saved_weights(*learner);
    learn_some(*learner, 2);
    int64_t moved = 0;
    for (const auto& [parameter, values] : saved_weights(*learner)) {
      const bool named = ("." + parameter).find("." + name + ".") != std::string::npos;
      EXPECT_EQ(values != before.at(parameter), named) << name << ": " << parameter;
      moved += named ? static_cast<int64_t>(values.size()) : 0;
    }
    EXPECT_EQ(learner->trained_parameter_count(), moved);
    EXPECT_LT(moved, learner->parameter_count());
  }
}

std::string refusal(const LearnerSettings& settings, const Json& config) {
  try {
    learner_with(settings, config);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    return error.what();
  }
  return "";
}

TEST(TrainableModules, ThatAreUnknownAreNamedWithTheNearest) {
  const Json config = tiny_config("qwen3", {{"tie_word_embeddings", true}});
  EXPECT_NE(refusal({.trainable_modules = {"up_prj"}}, config).find("did you mean up_proj?"),
            std::string::npos);
  EXPECT_NE(refusal({.trainable_modules = {"lm_head"}}, config).find("name embed_tokens"),
            std::string::npos);
}

const char* const kEveryFamily[] = {"llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3_text"};

TEST(GradientCheckpointing, GivesTheSameGradientsToTheBit) {
  const auto sequences = some_sequences(8);
  for (const char* family : kEveryFamily) {
    for (const auto& modules : {std::vector<std::string>{}, {"layers.1"}}) {
      LearnerSettings settings{.trainable_modules = modules};
      const auto kept = learner_with(settings, tiny_config(family));
      settings.gradient_checkpointing = true;
      const auto again = learner_with(settings, tiny_config(family));
      for (Learner* learner : {kept.get(), again.get()}) {
        for (const auto& part : {sequences, some_sequences(5)}) {
          const PolicyBatch batch = pack(part);
          learner->forward(batch, {});
          learner->backward(cross_entropy(batch));
        }
      }
      EXPECT_EQ(take_gradients(*kept), take_gradients(*again)) << family;
    }
  }
}

TEST(GradientCheckpointing, DropsTheSameInputsOfAnAdapterOutAgain) {
  const TemporaryFolder base;
  tiny_learner(tiny_config("qwen3"))->save_model(base.path());
  const episodes::LoraSettings lora = dropping(0.3);
  std::vector<std::vector<float>> learned;
  for (const bool recomputes : {false, true}) {
    episodes::ModelSource source{base.path(), {}, 5, "float32", {}, lora};
    source.learner.gradient_checkpointing = recomputes;
    const auto learner = episodes::backend().make_learner(source);
    learn_some(*learner, 4);
    learned.push_back(logprobs(*learner));
  }
  EXPECT_EQ(learned[0], learned[1]);
}

// Counts what tensors on the CPU hold. One at a time.
class CountingAllocator final : public c10::Allocator {
 public:
  CountingAllocator() : inner_(c10::GetCPUAllocator()) {
    counter = this;
    c10::SetCPUAllocator(this, /*priority=*/255);
  }
  ~CountingAllocator() override { c10::SetCPUAllocator(inner_, 255); }

  c10::DataPtr allocate(size_t bytes) override {
    void* address = inner_->raw_allocate(bytes);
    sizes_[address] = bytes;
    held_ += bytes;
    peak_ = std::max(peak_, held_);
    return {address, address, &release, at::kCPU};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, size_t bytes) const override {
    default_copy_data(to, from, bytes);
  }

  size_t peak() const { return peak_; }
  void forget_peak() { peak_ = held_; }
  size_t held() const { return held_; }

 private:
  static void release(void* address) {
    if (const auto found = counter->sizes_.find(address); found != counter->sizes_.end()) {
      counter->held_ -= found->second;
      counter->sizes_.erase(found);
    }
    counter->inner_->raw_deallocate(address);
  }

  static CountingAllocator* counter;
  c10::Allocator* inner_;
  std::map<void*, size_t> sizes_;
  size_t held_ = 0, peak_ = 0;
};

CountingAllocator* CountingAllocator::counter = nullptr;

// Of the passes that autograd derives; float32 on the CPU goes through passes by hand.
TEST(GradientCheckpointing, HoldsAFractionOfTheActivations) {
  const Json config = tiny_config("llama", {{"num_hidden_layers", 8},
                                            {"hidden_size", 64},
                                            {"intermediate_size", 192},
                                            {"head_dim", 16}});
  std::vector<std::vector<TokenId>> sequences(12);
  for (auto& sequence : sequences)
    for (int t = 0; t < 60; ++t) sequence.push_back(static_cast<TokenId>(t % 61));
  const PolicyBatch batch = pack(sequences);
  static CountingAllocator allocator;  // outlives every tensor that it gave
  std::vector<size_t> peaks;
  for (const bool recomputes : {false, true}) {
    const auto learner = learner_with({.gradient_checkpointing = recomputes}, config, "bfloat16");
    const size_t before = allocator.held();
    allocator.forget_peak();
    learner->forward(batch, {});
    learner->backward(cross_entropy(batch));
    peaks.push_back(allocator.peak() - before);
  }
  EXPECT_LT(static_cast<double>(peaks[1]), 0.45 * static_cast<double>(peaks[0]));
  RecordProperty("peak_bytes_kept", std::to_string(peaks[0]));
  RecordProperty("peak_bytes_recomputed", std::to_string(peaks[1]));
}

TEST(Average, StandsInForTheWeightsAndLeavesThemAsTheyWere) {
  const Json config = tiny_config("qwen3");
  const auto plain = learner_with({}, config);
  const auto learner = learner_with({.ema_decay = 0.9}, config);
  EXPECT_FALSE(plain->has_average());
  ASSERT_TRUE(learner->has_average());
  Contents expected = saved_weights(*plain);
  for (int step = 0; step < 3; ++step) {
    learn_some(*plain, 1);
    learn_some(*learner, 1);
    for (const auto& [name, values] : saved_weights(*plain))
      for (size_t i = 0; i < values.size(); ++i)
        expected[name][i] = 0.9F * expected[name][i] + 0.1F * values[i];
  }
  const auto raw = logprobs(*learner);
  EXPECT_EQ(raw, logprobs(*plain));
  learner->use_average(true);
  EXPECT_LT(largest_difference(saved_weights(*learner), expected), 1e-6);
  EXPECT_NE(logprobs(*learner), raw);
  learner->use_average(false);
  EXPECT_EQ(logprobs(*learner), raw);
}

TEST(Average, IsWhatGeneratorsSeeMeanwhile) {
  const auto learner = learner_with({.ema_decay = 0.5}, tiny_config("qwen3"));
  const std::vector<TokenId> prompt = {3, 5, 7};
  const auto drawn = [&] {
    episodes::SamplingSettings settings;
    settings.temperature = 0.0;
    settings.max_completion_length = 6;
    return learner->generator().generate({{{prompt, 1, Rng(1)}}}, settings)[0][0].logprobs;
  };
  learn_some(*learner, 5);
  const auto raw = drawn();
  learner->use_average(true);
  const auto averaged = drawn();
  learner->use_average(false);
  EXPECT_NE(raw, averaged);
  EXPECT_EQ(drawn(), raw);
}

void expect_exact(const LearnerSettings& settings, const char* dtype, bool adapter) {
  const TemporaryFolder base, saved;
  const Json config =
      tiny_config("qwen3", {{"hidden_size", 72}, {"intermediate_size", 64}, {"dtype", dtype}});
  tiny_learner(config)->save_model(base.path());
  episodes::ModelSource source{base.path(), {}, 5, "float32"};
  source.learner = settings;
  if (adapter) source.lora = dropping(0.2);
  const auto learner = episodes::backend().make_learner(source);
  learn_some(*learner, 2);
  if (learner->has_average()) learner->use_average(true);
  learner->save_model(saved.path());
  if (learner->has_average()) learner->use_average(false);
  learner->save_state(saved.path());
  const auto resumed = episodes::backend().make_learner(source);
  resumed->load_model(saved.path());
  resumed->load_state(saved.path());
  for (Learner* one : {learner.get(), resumed.get()}) learn_some(*one, 2);
  EXPECT_EQ(logprobs(*learner), logprobs(*resumed)) << settings.optim << dtype << adapter;
  if (!learner->has_average()) return;
  for (Learner* one : {learner.get(), resumed.get()}) one->use_average(true);
  EXPECT_EQ(logprobs(*learner), logprobs(*resumed)) << settings.optim << dtype << adapter;
}

TEST(LearnerSettings, OfAllKindsGoOnAsIfNothingHadHappened) {
  for (const char* optim : {"adamw", "adamw_8bit", "adafactor", "sgd"}) {
    const LearnerSettings settings{
        .optim = optim, .gradient_checkpointing = true, .ema_decay = 0.8};
    expect_exact(settings, "float32", /*adapter=*/true);
    expect_exact(settings, "bfloat16", /*adapter=*/false);
  }
  expect_exact({.ema_decay = 0.8, .trainable_modules = {"mlp"}}, "bfloat16", false);
}

TEST(LearnerSettings, ALongerContextAndAnotherRotaryBaseAreInTheSavedModel) {
  const TemporaryFolder saved;
  const auto learner = tiny_learner(tiny_config("llama"));
  const auto before = logprobs(*learner);
  learner->extend_context(32, 0.0);
  learner->extend_context(256, 0.0);
  EXPECT_EQ(logprobs(*learner), before);
  learner->extend_context(256, 50000.0);
  EXPECT_NE(logprobs(*learner), before);
  learner->save_model(saved.path());
  const auto loaded = episodes::backend().make_learner({saved.path(), {}, 0, "float32"});
  EXPECT_EQ(logprobs(*loaded), logprobs(*learner));
  EXPECT_EQ(loaded->generator().context_length(), 256);
}

}  // namespace
}  // namespace dragoman::nn
