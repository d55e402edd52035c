// Small model folders for tests: a configuration and weights of zeros.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "checkpoints/parameters.h"
#include "checkpoints/safetensors.h"

namespace dragoman::checkpoints {

// A folder of the running test that vanishes with it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "dragoman-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const Path& path() const { return path_; }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }

 private:
  Path path_;
};

inline Json small_config(const std::string& model_type, const Json& changes = Json::object()) {
  Json config = {{"model_type", model_type}, {"vocab_size", 40},       {"hidden_size", 8},
                 {"intermediate_size", 12},  {"num_hidden_layers", 2}, {"num_attention_heads", 2},
                 {"num_key_value_heads", 1}, {"head_dim", 4},          {"eos_token_id", 1}};
  config.update(changes);
  return config;
}

// Writes config.json and every tensor that it asks for, under `prefix` + name.
inline void write_model(const ScratchFolder& folder, const Json& config,
                        const std::string& dtype = "F32", const std::string& prefix = "") {
  folder.write("config.json", config.dump());
  const std::vector<std::byte> zeros(4096);
  std::vector<TensorToStore> tensors;
  visit_parameters(parse_model_config(config, "config"), [&](const Parameter& parameter) {
    const auto bytes = static_cast<size_t>(parameter.size() * element_size(dtype, "test"));
    tensors.push_back({prefix + parameter.name(), dtype, parameter.shape, {zeros.data(), bytes}});
  });
  write_safetensors(folder.path() / "model.safetensors", tensors);
}

}  // namespace dragoman::checkpoints
