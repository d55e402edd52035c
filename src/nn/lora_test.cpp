// Adapters in training: only they move, what generates sees them, and what is saved goes on.
#include <gtest/gtest.h>

#include "base/error.h"
#include "nn/models_for_tests.h"

namespace dragoman::nn {
namespace {

using episodes::Learner;
using episodes::LoraSettings;
using episodes::PolicyBatch;
using Learned = std::unique_ptr<Learner>;

LoraSettings adapting(std::vector<std::string> modules, std::vector<std::string> whole = {}) {
  LoraSettings settings;
  settings.r = 3;
  settings.alpha = 6.0;
  settings.target_modules = std::move(modules);
  settings.modules_to_save = std::move(whole);
  return settings;
}

const LoraSettings kAll = adapting({"all-linear"});

class Lora : public ::testing::Test {
 protected:
  Lora() { tiny_learner(tiny_config("qwen3"))->save_model(base_.path()); }

  Learned learner(const LoraSettings& settings, uint64_t seed = 5,
                  const char* dtype = "float32") const {
    return episodes::backend().make_learner({base_.path(), {}, seed, dtype, {}, settings});
  }

  // A folder with what the learner saves.
  Path saved(const Learner& learner) {
    const Path folder = base_.path() / fmt::format("saved-{}", saves_++);
    make_folder(folder);
    learner.save_model(folder);
    learner.save_state(folder);
    return folder;
  }

  TemporaryFolder base_;
  int saves_ = 0;
};

void learn_one(Learner& learner, double rate = 0.05) {
  const PolicyBatch batch = pack(some_sequences(6));
  episodes::TokenQuantities by;
  for (const uint8_t predicted : batch.predicted)
    by.logprob.push_back(predicted != 0 ? -0.05F : 0.0F);
  learner.forward(batch, {});
  learner.backward(by);
  learner.update({.learning_rate = rate, .weight_decay = 0.1});
}

std::vector<float> scores(Learner& learner) {
  return learner.evaluate(pack(some_sequences(6)), {}).logprob;
}

std::vector<float> base_scores(Learner& learner) {
  return learner.evaluate_base(pack(some_sequences(6)), {}).logprob;
}

double furthest(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0.0;
  for (size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(double{a[i]} - double{b.at(i)}));
  return largest;
}

TEST_F(Lora, AFreshAdapterChangesNothingAndTheBaseStaysAsItIs) {
  const Learned whole = episodes::backend().make_learner({base_.path(), {}, 0, "float32"});
  const Learned adapted = learner(kAll);
  EXPECT_FALSE(whole->has_base());
  EXPECT_TRUE(adapted->has_base());
  const auto before = scores(*whole);
  EXPECT_EQ(scores(*adapted), before);
  for (int i = 0; i < 3; ++i) learn_one(*adapted);
  EXPECT_EQ(base_scores(*adapted), before);
  EXPECT_GT(furthest(scores(*adapted), before), 0.1);
}

TEST_F(Lora, TrainsAndSavesThePairsAlone) {
  const Learned adapted = learner(adapting({"q_proj", "up_proj"}));
  EXPECT_EQ(adapted->trained_parameter_count(), 2 * 3 * ((24 + 24) + (24 + 40)));
  learn_one(*adapted);
  const Path folder = saved(*adapted);
  const checkpoints::SafetensorsFile file(folder / "adapter_model.safetensors");
  EXPECT_EQ(file.tensors().size(), 8U);
  EXPECT_TRUE(file.tensors().contains("base_model.model.model.layers.1.mlp.up_proj.lora_B.weight"));
  const Json config = parse_json(read_file(folder / "adapter_config.json"), "adapter_config");
  EXPECT_EQ(config["base_model_name_or_path"], base_.path().string());
  EXPECT_EQ(config["target_modules"], Json({"q_proj", "up_proj"}));
}

TEST_F(Lora, GenerationSeesEveryUpdate) {
  for (const bool rank_stabilised : {false, true}) {
    LoraSettings settings = kAll;
    settings.use_rslora = rank_stabilised;
    const Learned adapted = learner(settings);
    const auto sequences = some_sequences(6);
    for (int i = 0; i < 2; ++i) {
      learn_one(*adapted);
      const auto generated = adapted->generator().logprobs(sequences);
      const auto loaded = episodes::backend()
                              .make_generator({saved(*adapted), {}, 0, "float32"})
                              ->logprobs(sequences);
      const auto trained = scores(*adapted);
      size_t row = 0;
      for (size_t s = 0; s < sequences.size(); ++s) {
        for (size_t t = 0; t < sequences[s].size(); ++t, ++row) {
          if (t == 0) continue;
          EXPECT_NEAR(generated[s][t], trained[row], 2e-5);
          EXPECT_NEAR(generated[s][t], loaded[s][t], 2e-5);
        }
      }
    }
  }
}

TEST_F(Lora, DropsOutInTheTrainingForwardAlone) {
  LoraSettings settings = kAll;
  settings.dropout = 0.4;
  const Learned adapted = learner(settings);
  const Learned same = learner(settings);
  const Learned other = learner(settings, /*seed=*/6);
  const PolicyBatch batch = pack(some_sequences(6));
  for (Learner* one : {adapted.get(), same.get(), other.get()}) learn_one(*one);
  EXPECT_EQ(scores(*adapted), scores(*adapted));
  EXPECT_EQ(scores(*adapted), scores(*same));
  const auto first = adapted->forward(batch, {}).logprob;
  EXPECT_GT(furthest(first, scores(*adapted)), 1e-3);
  EXPECT_EQ(first, same->forward(batch, {}).logprob);
  EXPECT_NE(first, other->forward(batch, {}).logprob);
  EXPECT_NE(first, adapted->forward(batch, {}).logprob);
}

TEST_F(Lora, ASavedAdapterGoesOnAsIfNothingHadHappened) {
  LoraSettings settings = kAll;
  settings.dropout = 0.2;
  settings.modules_to_save = {"lm_head"};
  for (const char* dtype : {"float32", "bfloat16"}) {
    const Learned adapted = learner(settings, 5, dtype);
    for (int i = 0; i < 3; ++i) learn_one(*adapted);
    const Path folder = saved(*adapted);
    const Learned resumed = learner(settings, 5, dtype);
    resumed->load_model(folder);
    resumed->load_state(folder);
    for (Learner* one : {adapted.get(), resumed.get()}) learn_one(*one);
    EXPECT_EQ(scores(*adapted), scores(*resumed));
    EXPECT_EQ(adapted->generator().logprobs(some_sequences(3))[1][1],
              resumed->generator().logprobs(some_sequences(3))[1][1]);
  }
}

TEST_F(Lora, AnAdaptersFolderIsTrainedOn) {
  LoraSettings settings = kAll;
  settings.modules_to_save = {"lm_head"};
  const Learned begun = learner(settings);
  learn_one(*begun);
  const Path folder = saved(*begun);
  const Learned further = episodes::backend().make_learner({folder, {}, 9, "float32"});
  EXPECT_EQ(further->trained_parameter_count(), begun->trained_parameter_count());
  EXPECT_EQ(scores(*further), scores(*begun));
  const auto beneath = base_scores(*further);
  EXPECT_EQ(beneath, base_scores(*begun));
  learn_one(*further);
  EXPECT_NE(scores(*further), scores(*begun));
  EXPECT_EQ(base_scores(*further), beneath);
}

TEST_F(Lora, ModulesThatAreNotThereAreNamed) {
  const std::pair<LoraSettings, std::vector<std::string>> cases[] = {
      {adapting({"q_prj"}), {"'q_prj'", "did you mean q_proj?"}},
      {adapting({"lm_head"}), {"'lm_head'", "no linear layer inside"}},
      {adapting({"q_proj"}, {"score"}), {"'score'"}}};
  for (const auto& [settings, parts] : cases) {
    try {
      learner(settings);
      ADD_FAILURE() << parts[0];
    } catch (const Error& error) {
      for (const std::string& part : parts)
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace dragoman::nn
