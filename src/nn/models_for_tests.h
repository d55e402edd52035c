// Tiny models and batches for tests, and a look at gradients through the learner's own door.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/random.h"
#include "checkpoints/safetensors.h"
#include "episodes/backend.h"

namespace dragoman::nn {

inline Json tiny_config(const std::string& model_type, const Json& changes = Json::object()) {
  Json config = {
      {"model_type", model_type}, {"vocab_size", 61},       {"hidden_size", 24},
      {"intermediate_size", 40},  {"num_hidden_layers", 2}, {"num_attention_heads", 4},
      {"num_key_value_heads", 2}, {"head_dim", 6},          {"max_position_embeddings", 64},
      {"initializer_range", 0.3}, {"eos_token_id", 1}};
  if (model_type == "mistral" || model_type.starts_with("gemma")) config["sliding_window"] = 5;
  config.update(changes);
  return config;
}

inline std::unique_ptr<episodes::Learner> tiny_learner(const Json& config, uint64_t seed = 5) {
  return episodes::backend().make_learner({"", config, seed, "float32"});
}

// Random sequences of unequal lengths, 2 to 2 + count tokens.
inline std::vector<std::vector<TokenId>> some_sequences(size_t count, uint64_t seed = 3) {
  Rng rng(seed);
  std::vector<std::vector<TokenId>> sequences(count);
  for (size_t i = 0; i < count; ++i) {
    sequences[i].resize(2 + (5 * i) % (count + 1));
    for (TokenId& token : sequences[i]) token = static_cast<TokenId>(rng.below(61));
  }
  return sequences;
}

// Packs sequences end to end; every token but the first of each is predicted.
inline episodes::PolicyBatch pack(const std::vector<std::vector<TokenId>>& sequences) {
  episodes::PolicyBatch batch;
  batch.cu_seqlens = {0};
  for (const auto& sequence : sequences) {
    for (size_t t = 0; t < sequence.size(); ++t) {
      batch.tokens.push_back(sequence[t]);
      batch.positions.push_back(static_cast<int32_t>(t));
      batch.predicted.push_back(t > 0);
    }
    batch.groups.push_back(batch.segments());
    batch.cu_seqlens.push_back(static_cast<int32_t>(batch.size()));
  }
  return batch;
}

// A folder of the running test that vanishes with it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "dragoman-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const Path& path() const { return path_; }

 private:
  Path path_;
};

// The added-up gradients by the optimizer's names: an update with beta1 0 leaves them as the first
// moments. With learning rate 0, the default, it moves nothing.
inline std::map<std::string, std::vector<float>> take_gradients(
    episodes::Learner& learner,
    const episodes::OptimizerSettings& settings = {.adam_beta1 = 0.0, .max_grad_norm = 0.0}) {
  learner.update(settings);
  const TemporaryFolder folder;
  learner.save_state(folder.path());
  const checkpoints::SafetensorsFile file(folder.path() / "optimizer.safetensors");
  std::map<std::string, std::vector<float>> gradients;
  for (const auto& [name, tensor] : file.tensors()) {
    if (!name.ends_with(".exp_avg")) continue;
    const auto* values = reinterpret_cast<const float*>(tensor.bytes.data());
    gradients[name].assign(values, values + tensor.bytes.size() / sizeof(float));
  }
  return gradients;
}

// Largest absolute difference; both hold the same names and sizes.
inline double largest_difference(const std::map<std::string, std::vector<float>>& a,
                                 const std::map<std::string, std::vector<float>>& b) {
  double largest = 0.0;
  for (const auto& [name, values] : a)
    for (size_t i = 0; i < values.size(); ++i)
      largest = std::max(largest, std::abs(double{values[i]} - b.at(name).at(i)));
  return largest;
}

}  // namespace dragoman::nn
