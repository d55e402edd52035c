// What a learner does and writes, held against torch and transformers: gradients, clipping and
// AdamW over several steps, then the saved folder's logprobs and greedy completions.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "nn/models_for_tests.h"

namespace dragoman::generation {
namespace {

using nn::tiny_config;

Json list_of(const std::vector<float>& column, int64_t begin, int64_t end) {
  return std::vector<double>(column.begin() + begin, column.begin() + end);
}

// One packed step with derivatives that differ from token to token; returns what the other side
// needs to repeat it.
Json step(episodes::Learner& learner, uint64_t number) {
  episodes::PolicyBatch batch = nn::pack(nn::some_sequences(6, 40 + number));
  batch.temperature = 0.9F;
  episodes::TokenQuantities by;
  Rng rng = Rng(number).derive("derivatives");
  for (int64_t t = 0; t < batch.size(); ++t) {
    by.logprob.push_back(static_cast<float>(0.1 * rng.normal()));
    by.entropy.push_back(static_cast<float>(0.05 * rng.normal()));
  }
  learner.forward(batch, {.entropy = true});
  learner.backward(by);
  Json sequences = Json::array();
  for (int64_t s = 0; s < batch.segments(); ++s) {
    const int64_t begin = batch.cu_seqlens[s], end = batch.cu_seqlens[s + 1];
    const std::vector<TokenId> ids(batch.tokens.begin() + begin, batch.tokens.begin() + end);
    sequences.push_back({{"ids", ids},
                         {"by_logprob", list_of(by.logprob, begin + 1, end)},
                         {"by_entropy", list_of(by.entropy, begin + 1, end)}});
  }
  return sequences;
}

Json logprobs_of(episodes::Generator& generator) {
  const auto sequences = nn::some_sequences(6, 9);
  const auto scored = generator.logprobs(sequences);
  Json rows = Json::array();
  for (size_t i = 0; i < sequences.size(); ++i)
    rows.push_back({{"ids", sequences[i]},
                    {"logprobs", list_of(scored[i], 1, static_cast<int64_t>(scored[i].size()))}});
  return rows;
}

Json greedy_of(episodes::Generator& generator) {
  episodes::SamplingSettings greedy;
  greedy.temperature = 0.0;
  greedy.max_completion_length = 16;
  Json rows = Json::array();
  for (const auto& prompt : nn::some_sequences(5, 21)) {
    const episodes::GenerationRequest request{prompt};
    rows.push_back({{"prompt", prompt},
                    {"completion", generator.generate({&request, 1}, greedy)[0][0].tokens}});
  }
  return rows;
}

// before/, three steps, after/, expected.json. Rounded files can't be compared weight by weight:
// their steps stay untold.
void train_and_save(const Path& folder, episodes::Learner& learner, bool tell_steps) {
  const episodes::OptimizerSettings settings{.learning_rate = 0.01,
                                             .adam_beta2 = 0.95,
                                             .adam_epsilon = 1e-4,
                                             .weight_decay = 0.2,
                                             .max_grad_norm = 0.7};
  make_folder(folder / "before");
  make_folder(folder / "after");
  learner.save_model(folder / "before");
  Json steps = Json::array(), norms = Json::array();
  for (uint64_t number = 0; number < 3; ++number) {
    steps.push_back(step(learner, number));
    norms.push_back(learner.update(settings));
  }
  learner.save_model(folder / "after");
  const auto saved = episodes::backend().make_generator({folder / "after", {}, 0, "float32"});
  const Json expected = {{"steps", tell_steps ? steps : Json::array()},
                         {"norms", norms},
                         {"settings",
                          {{"learning_rate", settings.learning_rate},
                           {"adam_beta1", settings.adam_beta1},
                           {"adam_beta2", settings.adam_beta2},
                           {"adam_epsilon", settings.adam_epsilon},
                           {"weight_decay", settings.weight_decay},
                           {"max_grad_norm", settings.max_grad_norm},
                           {"temperature", 0.9}}},
                         {"logprobs", logprobs_of(*saved)},
                         {"greedy", greedy_of(*saved)}};
  write_file(folder / "expected.json", expected.dump());
}

// Runs the other side over the folders.
void expect_same_in_python(const std::string& python, const std::vector<Path>& folders) {
  std::string command =
      python + " -B " + DRAGOMAN_SOURCE_FOLDER + "/tests/oracles/check_checkpoints.py";
  for (const Path& folder : folders) command += " " + folder.string();
  std::fflush(stdout);
  EXPECT_EQ(std::system(command.c_str()), 0);
}

// "": there is none.
std::string oracles() {
  const char* python = std::getenv("DRAGOMAN_ORACLES");
  return python == nullptr ? "" : python;
}

TEST(HuggingFace, TrainsAndLoadsWhatIsSavedHereToTheSameNumbers) {
  if (oracles().empty()) GTEST_SKIP() << "DRAGOMAN_ORACLES names no Python with transformers";
  const nn::TemporaryFolder folder;
  const std::tuple<const char*, const char*, Json> cases[] = {
      {"llama", "llama", {{"attention_bias", true}, {"mlp_bias", true}}},
      {"llama_tied", "llama", {{"tie_word_embeddings", true}}},
      {"qwen2", "qwen2", {{"eos_token_id", {1, 7}}}},
      {"qwen3_tied", "qwen3", {{"tie_word_embeddings", true}}},
      {"mistral", "mistral", Json::object()},
      {"gemma2",
       "gemma2",
       {{"attn_logit_softcapping", 4.0},
        {"final_logit_softcapping", 5.0},
        {"query_pre_attn_scalar", 9}}},
      {"gemma3", "gemma3_text", {{"num_hidden_layers", 6}, {"tie_word_embeddings", true}}},
      {"qwen3_bfloat16", "qwen3", {{"torch_dtype", "bfloat16"}, {"rope_theta", 1e6}}}};
  std::vector<Path> folders;
  for (const auto& [name, family, changes] : cases) {
    folders.push_back(folder.path() / name);
    const auto learner = nn::tiny_learner(tiny_config(family, changes));
    train_and_save(folders.back(), *learner, !changes.contains("torch_dtype"));
  }
  expect_same_in_python(oracles(), folders);
}

TEST(HuggingFace, TrainsAnAdapterToTheSameNumbersAndLoadsIt) {
  if (oracles().empty()) GTEST_SKIP() << "DRAGOMAN_ORACLES names no Python with peft";
  const nn::TemporaryFolder folder;
  const std::tuple<const char*, const char*, episodes::LoraSettings> cases[] = {
      {"all", "llama", {3, 7.0, 0.0, false, {"all-linear"}, {}}},
      {"rank_stabilised", "qwen2", {4, 6.0, 0.0, /*use_rslora=*/true, {"q_proj", "v_proj"}, {}}},
      {"with_head", "qwen3", {2, 32.0, 0.0, false, {"mlp.up_proj"}, {"lm_head"}}},
      {"one_layer", "gemma3_text", {2, 32.0, 0.0, false, {"layers.1.self_attn.o_proj"}, {}}}};
  std::vector<Path> folders;
  for (const auto& [name, family, settings] : cases) {
    folders.push_back(folder.path() / name);
    const Path base = folders.back() / "base";
    make_folder(base);
    nn::tiny_learner(tiny_config(family))->save_model(base);
    const auto learner = episodes::backend().make_learner({base, {}, 5, "float32", {}, settings});
    train_and_save(folders.back(), *learner, true);
  }
  expect_same_in_python(oracles(), folders);
}

}  // namespace
}  // namespace dragoman::generation
