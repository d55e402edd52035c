// A folder's card: true for what is sound, and a line with the reason for what is not.
#include "checkpoints/card.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "checkpoints/folders_for_tests.h"
#include "checkpoints/lora_config.h"

namespace dragoman::checkpoints {
namespace {

// All reasons why something won't, one a line.
std::string complaints(const Card& card) {
  std::string text;
  for (const Verdict& verdict : card.verdicts)
    if (!verdict.works) text += verdict.what + ": " + verdict.why + "\n";
  return text;
}

std::string complaints(const ScratchFolder& folder) { return complaints(read_card(folder.path())); }

bool says(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

TEST(Card, CountsWhatTheFilesHold) {
  const ScratchFolder folder;
  write_model(folder, small_config("qwen3"), "BF16");
  const Card card = read_card(folder.path());
  EXPECT_EQ(card.kind, "decoder");
  const Json json = to_json(card);
  const int64_t total = parameter_count(parse_model_config(small_config("qwen3"), "config"));
  EXPECT_EQ(json["parameters"]["total"], total);
  EXPECT_EQ(json["parameters"]["embeddings"], 2 * 40 * 8);
  EXPECT_EQ(json["parameters"]["per_layer"], (total - 2 * 40 * 8 - 8) / 2);
  EXPECT_EQ(json["memory"]["float32_bytes"], 4 * total);
  EXPECT_EQ(json["files"]["dtypes"], Json({{"BF16", total}}));
  EXPECT_EQ(json["key_value_cache"]["bfloat16_bytes_per_1000_tokens"], 2 * 2 * 4 * 1000 * 2);
  EXPECT_EQ(json["end_tokens"], Json({1}));
  EXPECT_TRUE(says(to_text(card), "a decoder (qwen3)"));
  EXPECT_EQ(complaints(card), "text: the folder has no tokenizer; token ids (input_ids) work\n");
}

TEST(Card, OfATextDecoderInsideALargerModel) {
  const ScratchFolder folder;
  const Json config = {{"model_type", "gemma3"}, {"text_config", small_config("gemma3_text")}};
  write_model(folder, config, "F32", "language_model.");
  const Card card = read_card(folder.path());
  EXPECT_EQ(card.title, "a decoder (gemma3_text, the text part of gemma3)");
  EXPECT_TRUE(card.verdicts.back().works);
}

TEST(Card, NamesWhatWontWorkAndWhy) {
  const std::pair<Json, std::vector<const char*>> cases[] = {
      {{{"model_type", "qwen3_moe"}}, {"qwen3_moe", "nearest is qwen3"}},
      {{{"model_type", "wholly_new"}}, {"wholly_new", "known: llama"}},
      {{{"quantization_config", {{"quant_method", "gptq"}}}}, {"quantised weights (gptq)"}},
      {{{"quantization_config", 4}}, {"quantised weights (of no name)"}},
      {{{"rope_scaling", {{"rope_type", "longrope"}}}}, {"longrope", "known: linear"}},
      {{{"hidden_act", "gelu"}}, {"hidden_act"}},
      {{{"intermediate_size", 13}}, {"mlp.gate_proj.weight", "shape"}},
      {{{"num_hidden_layers", 3}}, {"model.layers.2.input_layernorm.weight", "missing"}}};
  for (const auto& [changes, parts] : cases) {
    const ScratchFolder folder;
    write_model(folder, small_config("qwen2"));
    folder.write("config.json", small_config("qwen2", changes).dump());
    for (const char* part : parts) EXPECT_TRUE(says(complaints(folder), part)) << part;
    EXPECT_FALSE(read_card(folder.path()).verdicts.back().works);
  }
}

TEST(Card, WeightsThatCannotBeReadAreNamed) {
  const ScratchFolder folder;
  write_model(folder, small_config("llama"), "F8_E4M3");
  EXPECT_TRUE(says(complaints(folder), "F8_E4M3"));
  folder.write("model.safetensors", "short");
  EXPECT_TRUE(says(complaints(folder), "truncated"));
  std::filesystem::remove(folder.path() / "model.safetensors");
  EXPECT_TRUE(says(complaints(folder), "model.safetensors"));
  folder.write("model.safetensors.index.json", R"({"weight_map": {"a": "b.safetensors"}})");
  EXPECT_TRUE(says(complaints(folder), "b.safetensors"));
}

TEST(Card, OtherFoldersAreCalledWhatTheyAre) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"config.json", R"({"model_type": "xlm-roberta"})", "encoder"},
      {"config.json", R"({"model_type": "marian", "is_encoder_decoder": true})", "encoder-decoder"},
      {"hparams.yaml", "class_identifier: regression_metric", "COMET"},
      {"tokenizer.json", "{", "tokenizer"},
      {"config.json", "[1, 2]", "unknown"},
      {"config.json", "{\"model_type\"", "unknown"},
      {"config.json", R"({"model_type": 7, "text_config": []})", "unknown"},
      {"notes.txt", "", "unknown"}};
  for (const auto& [name, content, kind] : cases) {
    const ScratchFolder folder;
    folder.write(name, content);
    const Card card = read_card(folder.path());
    EXPECT_EQ(card.kind, kind) << content;
    EXPECT_NE(complaints(card), "");
  }
  const ScratchFolder run;
  run.write("metrics.jsonl", "");
  EXPECT_TRUE(says(complaints(run), "checkpoints/step-N"));
  EXPECT_THROW(read_card("/nowhere/at/all"), Error);
}

TEST(Card, OfAnAdapter) {
  const ScratchFolder folder;
  const std::vector<std::byte> zeros(4 * 16);
  const std::vector<TensorToStore> pair{
      {"base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", "F32", {2, 8}, zeros},
      {"base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight", "F32", {8, 2}, zeros}};
  write_safetensors(folder.path() / kAdapterWeights, pair);
  const Json config = {{"base_model_name_or_path", "somebody/something"},
                       {"r", 4},
                       {"lora_alpha", 6},
                       {"use_rslora", true}};
  folder.write(kAdapterConfig, config.dump());
  const Card card = read_card(folder.path());
  EXPECT_EQ(card.kind, "adapter");
  const Json json = to_json(card);
  EXPECT_EQ(json["lora"]["scale"], 3.0);
  EXPECT_EQ(json["modules"], Json({"q_proj"}));
  EXPECT_EQ(json["parameters"]["total"], 32);
  EXPECT_TRUE(says(complaints(card), "somebody/something"));
  for (const Json& changes : {Json{{"use_dora", true}}, Json{{"bias", "all"}}, Json{{"r", "x"}}}) {
    Json changed = config;
    changed.update(changes);
    folder.write(kAdapterConfig, changed.dump());
    EXPECT_TRUE(says(complaints(folder), changes.begin().key()));
  }
}

TEST(Card, GarbledFilesGiveACard) {
  const ScratchFolder folder;
  const Json config = small_config("gemma3_text", {{"rope_scaling", {{"factor", 2.0}}},
                                                   {"layer_types", {"full_attention"}},
                                                   {"sliding_window", 5}});
  const std::string whole = config.dump();
  const std::string generation = R"({"eos_token_id": [1, 2], "temperature": 0.5})";
  write_model(folder, small_config("gemma3_text"));
  folder.write("tokenizer_config.json", R"({"chat_template": ["a"], "eos_token": {}})");
  Rng rng(4);
  for (int trial = 0; trial < 1500; ++trial) {
    std::string bytes = trial % 2 == 0 ? whole : generation;
    for (uint64_t i = 0; i <= rng.below(4); ++i)
      bytes[rng.below(bytes.size())] = "0\"[]{}:,-9n"[rng.below(11)];
    folder.write("config.json", trial % 2 == 0 ? bytes : whole);
    folder.write("generation_config.json", trial % 2 == 0 ? generation : bytes);
    EXPECT_FALSE(to_text(read_card(folder.path())).empty());
  }
}

}  // namespace
}  // namespace dragoman::checkpoints
