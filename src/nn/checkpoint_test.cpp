// Checkpoint folders: what is written is read back, shards are one model, and whatever is wrong
// with a file is an Error that names it.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <limits>

#include "base/error.h"
#include "checkpoints/errors_for_tests.h"
#include "nn/models_for_tests.h"

namespace dragoman::nn {
namespace {

Path save_tiny(const TemporaryFolder& folder, const Json& config) {
  tiny_learner(config)->save_model(folder.path());
  return folder.path();
}

std::unique_ptr<episodes::Generator> load(const Path& folder) {
  return episodes::backend().make_generator({folder, {}, 0, "float32"});
}

// Not synced to the disk, as hundreds of files are written here.
void write_plain(const Path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

using checkpoints::error_of;

#define EXPECT_ERROR_NAMES(action, ...)                                          \
  do {                                                                           \
    const std::string message = error_of([&] { action; });                       \
    for (const auto& part : std::vector<std::string>{__VA_ARGS__})               \
      EXPECT_NE(message.find(part), message.npos) << part << " in: " << message; \
  } while (false)

// Rewrites one number of a stored tensor.
void poke(const Path& file, const std::string& name, float value) {
  std::string bytes = read_file(file);
  size_t offset = 0;
  {
    const checkpoints::SafetensorsFile stored(file);
    uint64_t header = 0;
    std::memcpy(&header, bytes.data(), sizeof header);
    const Json json = parse_json(std::string_view(bytes).substr(8, header), "header");
    offset = 8 + header + json[name]["data_offsets"][0].get<size_t>();
  }
  std::memcpy(bytes.data() + offset, &value, sizeof value);
  write_plain(file, bytes);
}

// The folder's tensors spread over three shards with an index.
void shard(const Path& folder) {
  const checkpoints::SafetensorsFile whole(folder / "model.safetensors");
  std::vector<checkpoints::TensorToStore> parts[3];
  Json index = {{"metadata", {{"total_size", 0}}}};
  size_t next = 0;
  for (const auto& [name, tensor] : whole.tensors()) {
    parts[next % 3].push_back({name, tensor.dtype, tensor.shape, tensor.bytes});
    index["weight_map"][name] = fmt::format("model-{:05}-of-00003.safetensors", next % 3 + 1);
    ++next;
  }
  for (int i = 0; i < 3; ++i)
    checkpoints::write_safetensors(folder / fmt::format("model-{:05}-of-00003.safetensors", i + 1),
                                   parts[i]);
  write_plain(folder / "model.safetensors.index.json", index.dump());
  std::filesystem::remove(folder / "model.safetensors");
}

TEST(Checkpoint, SavedAgainIsEqualByteForByte) {
  for (const char* family : {"llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3_text"}) {
    for (const char* dtype : {"float32", "bfloat16", "float16"}) {
      const TemporaryFolder first, second;
      save_tiny(first, tiny_config(family, {{"torch_dtype", dtype}, {"my_own_key", {1, 2}}}));
      episodes::backend().make_learner({first.path(), {}, 0, "float32"})->save_model(second.path());
      for (const char* name : {"config.json", "generation_config.json", "model.safetensors"})
        EXPECT_EQ(read_file(first.path() / name), read_file(second.path() / name)) << name;
      EXPECT_NE(read_file(second.path() / "config.json").find("my_own_key"), std::string::npos);
    }
  }
}

TEST(Checkpoint, WhatTheFilesSaidBesidesIsKept) {
  const TemporaryFolder first, second;
  save_tiny(first, tiny_config("qwen2"));
  Json config = parse_json(read_file(first.path() / "config.json"), "config");
  config.erase("torch_dtype");
  config.update({{"dtype", "bfloat16"}, {"eos_token_id", {1, 2}}, {"auto_map", "own"}});
  const Json generation = {{"temperature", 0.7}, {"eos_token_id", 3}, {"pad_token_id", 0}};
  write_plain(first.path() / "config.json", config.dump(2) + "\n");
  write_plain(first.path() / "generation_config.json", generation.dump(2) + "\n");
  episodes::backend().make_learner({first.path(), {}, 0, "float32"})->save_model(second.path());
  for (const char* name : {"config.json", "generation_config.json"})
    EXPECT_EQ(read_file(first.path() / name), read_file(second.path() / name)) << name;
}

TEST(Checkpoint, ShardsAreOneModel) {
  const TemporaryFolder folder;
  save_tiny(folder, tiny_config("qwen3"));
  const std::vector<std::vector<TokenId>> sequence{{4, 8, 15, 16, 23, 42}};
  const auto whole = load(folder.path())->logprobs(sequence);
  shard(folder.path());
  const auto sharded = load(folder.path())->logprobs(sequence);
  for (size_t t = 1; t < sequence[0].size(); ++t) EXPECT_EQ(whole[0][t], sharded[0][t]);
  std::filesystem::remove(folder.path() / "model-00002-of-00003.safetensors");
  EXPECT_ERROR_NAMES(load(folder.path()), "model-00002-of-00003.safetensors");
}

TEST(Checkpoint, AnIndexReachesNoFileOutsideTheFolder) {
  const TemporaryFolder folder;
  save_tiny(folder, tiny_config("llama"));
  shard(folder.path());
  write_plain(folder.path() / "model.safetensors.index.json",
              R"({"weight_map": {"lm_head.weight": "../elsewhere.safetensors"}})");
  EXPECT_ERROR_NAMES(load(folder.path()), "../elsewhere.safetensors");
}

TEST(Checkpoint, MissingPiecesAreNamed) {
  EXPECT_ERROR_NAMES(load("/nowhere/at/all"), "/nowhere/at/all");
  const TemporaryFolder folder;
  EXPECT_ERROR_NAMES(load(folder.path()), "config.json");
  save_tiny(folder, tiny_config("llama"));
  std::filesystem::remove(folder.path() / "model.safetensors");
  EXPECT_ERROR_NAMES(load(folder.path()), folder.path().string(), "model.safetensors");
  const std::vector<checkpoints::TensorToStore> nothing;
  checkpoints::write_safetensors(folder.path() / "model.safetensors", nothing);
  EXPECT_ERROR_NAMES(load(folder.path()), "lm_head.weight");
}

TEST(Checkpoint, WeightsThatAreNotFiniteAreRefused) {
  for (const float value :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    const TemporaryFolder folder;
    save_tiny(folder, tiny_config("qwen3"));
    poke(folder.path() / "model.safetensors", "model.layers.1.mlp.up_proj.weight", value);
    EXPECT_ERROR_NAMES(load(folder.path()), "model.safetensors",
                       "model.layers.1.mlp.up_proj.weight", "not finite");
  }
}

TEST(Checkpoint, WeightsOfAnotherShapeOrKindAreRefused) {
  const TemporaryFolder folder;
  save_tiny(folder, tiny_config("llama"));
  const Path config = folder.path() / "config.json";
  Json json = parse_json(read_file(config), "config");
  json["intermediate_size"] = 41;
  write_plain(config, json.dump());
  EXPECT_ERROR_NAMES(load(folder.path()), "mlp.gate_proj.weight", "[40, 24]", "[41, 24]");
}

TEST(Checkpoint, WhatAConfigAsksAndCannotBeDoneIsNamed) {
  const std::pair<Json, const char*> cases[] = {
      {{{"rope_scaling", {{"rope_type", "longrope"}}}}, "longrope"},
      {{{"rope_scaling", {{"type", "linear"}}}}, "rope_scaling.factor"},
      {{{"rope_scaling", {{"rope_type", "yarn"}, {"factor", -2}}}}, "rope_scaling.factor"},
      {{{"rope_parameters", {{"full_attention", Json::object()}}}}, "full_attention"},
      {{{"quantization_config", {{"bits", 4}}}}, "quantization_config"},
      {{{"use_sliding_window", true}, {"layer_types", {"full_attention"}}}, "layer_types"},
      {{{"use_sliding_window", true}, {"layer_types", {"full_attention", "chunked_attention"}}},
       "chunked_attention"},
      {{{"hidden_act", "gelu"}}, "hidden_act"},
      {{{"model_type", "mamba"}}, "mamba"},
      {{{"head_dim", 7}}, "head_dim"},
      {{{"num_key_value_heads", 3}}, "num_key_value_heads"},
      {{{"hidden_size", "big"}}, "hidden_size"},
      {{{"num_hidden_layers", 2000000000}}, "num_hidden_layers"},
      {{{"vocab_size", -3}}, "vocab_size"},
      {{{"eos_token_id", "end"}}, "eos_token_id"}};
  for (const auto& [changes, name] : cases)
    EXPECT_ERROR_NAMES(tiny_learner(tiny_config("qwen2", changes)), name);
}

}  // namespace
}  // namespace dragoman::nn
