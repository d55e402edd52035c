#include "checkpoints/comet_config.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

#include "base/error.h"

namespace dragoman::checkpoints {
namespace {

constexpr const char* kSupported =
    "supported: regression_metric, referenceless_regression_metric and unified_metric over BERT, "
    "MiniLM, XLM-R or InfoXLM";

// The values of the file by key, with errors that name both.
class Parameters {
 public:
  explicit Parameters(const Path& path) : where_(path.string()) {
    const std::string text = read_file(path);
    try {
      root_ = YAML::Load(text);
    } catch (const YAML::Exception& error) {
      throw_input("{}: {}", where_, error.what());
    }
    if (!root_.IsMap()) throw_input("{}: keys and values were expected", where_);
  }

  const std::string& where() const { return where_; }

  // null counts as missing.
  bool has(const char* key) const { return root_[key] && !root_[key].IsNull(); }

  template <class Value>
  Value get(const char* key, Value fallback) const {
    if (!has(key)) return fallback;
    try {
      return root_[key].as<Value>();
    } catch (const YAML::Exception&) {
      throw_input("{}: {} has the wrong type", where_, key);
    }
  }

 private:
  std::string where_;
  YAML::Node root_;
};

std::string lower_ascii(std::string name) {
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 32);
  return name;
}

CometClass class_of(const CometConfig& config) {
  if (config.class_name == "regression_metric") return CometClass::kRegression;
  if (config.class_name == "referenceless_regression_metric") return CometClass::kReferenceless;
  if (config.class_name == "unified_metric") return CometClass::kUnified;
  throw_input("{}: class_identifier '{}' is not supported; {}", config.where, config.class_name,
              kSupported);
}

void read_encoder(const Parameters& file, CometConfig& config) {
  config.encoder_model = file.get("encoder_model", config.encoder_model);
  for (const char* known : {"XLM-RoBERTa", "BERT", "MiniLM"})
    if (config.encoder_model == known) return;
  throw_input("{}: encoder_model '{}' is not supported; {}", config.where, config.encoder_model,
              kSupported);
}

// Only "sparsemax" is one; checkpoints that say sparsemax_patch were scored with softmax.
void read_mix(const Parameters& file, CometConfig& config) {
  const bool unified = config.kind == CometClass::kUnified;
  const char* const key = unified ? "sent_layer" : "layer";
  if (const auto layer = file.get<std::string>(key, "mix"); layer != "mix")
    config.layer = file.get<int64_t>(key, 0);
  const char* const usual = unified ? "sparsemax" : "softmax";
  config.sparse_mix = file.get<std::string>("layer_transformation", usual) == "sparsemax";
  config.layer_norm = file.get("layer_norm", true);
}

// A unified metric takes the first token whatever the file says.
void read_pooling(const Parameters& file, CometConfig& config) {
  if (config.kind == CometClass::kUnified) {
    config.pooling = Pooling::kFirst;
    return;
  }
  const auto pool = file.get<std::string>("pool", "avg");
  if (pool == "avg") {
    config.pooling = Pooling::kMean;
  } else if (pool == "max") {
    config.pooling = Pooling::kMax;
  } else if (pool == "cls") {
    config.pooling = Pooling::kFirst;
  } else {
    throw_input("{}: pool '{}' is not supported; known: avg, max, cls", config.where, pool);
  }
}

std::string activation(const Parameters& file, const char* key, const std::string& fallback) {
  const std::string name = lower_ascii(file.get(key, fallback));
  constexpr std::array kKnown = {"tanh", "sigmoid", "relu", "gelu", ""};
  if (std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end())
    throw_input("{}: {} '{}' is not supported; known: Tanh, Sigmoid, ReLU, GELU", file.where(), key,
                name);
  return name;
}

void read_estimator(const Parameters& file, CometConfig& config) {
  const bool referenceless = config.kind == CometClass::kReferenceless;
  config.hidden_sizes = file.get("hidden_sizes", referenceless ? std::vector<int64_t>{2048, 1024}
                                                               : std::vector<int64_t>{3072, 1024});
  if (config.hidden_sizes.empty()) throw_input("{}: hidden_sizes is empty", config.where);
  config.activation = activation(file, "activations", "tanh");
  config.final_activation = activation(file, "final_activation", "");
}

void read_segments(const Parameters& file, CometConfig& config) {
  const auto segments = file.get("input_segments", std::vector<std::string>{"mt", "src", "ref"});
  const auto has = [&segments](const char* name) {
    return std::find(segments.begin(), segments.end(), name) != segments.end();
  };
  config.with_source = has("src");
  config.with_reference = has("ref");
  if (!has("mt") || (!config.with_source && !config.with_reference))
    throw_input("{}: input_segments must hold mt, and src or ref or both", config.where);
}

}  // namespace

CometConfig read_comet_config(const Path& folder) {
  const Path path = folder / "hparams.yaml";
  if (!std::filesystem::exists(path))
    throw_input("{}: no hparams.yaml here; is this a COMET model's folder? ({})", folder.string(),
                kSupported);
  const Parameters file(path);
  CometConfig config;
  config.where = file.where();
  config.class_name = file.get<std::string>("class_identifier", "");
  config.kind = class_of(config);
  read_encoder(file, config);
  read_mix(file, config);
  read_pooling(file, config);
  read_estimator(file, config);
  if (config.kind == CometClass::kUnified) {
    read_segments(file, config);
  } else {
    config.with_reference = config.kind == CometClass::kRegression;
  }
  return config;
}

}  // namespace dragoman::checkpoints
