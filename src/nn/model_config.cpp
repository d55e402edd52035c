#include "nn/model_config.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace dragoman::nn {
namespace {

// What the architectures differ in; `kByConfig` leaves it to "attention_bias" in config.json.
enum class Bias { kNever, kAlways, kByConfig };

struct Family {
  const char* model_type;
  const char* architecture;
  Bias query_key_value_bias;
  Bias output_bias;
  bool mlp_bias_by_config;
  bool query_key_norm;
};

constexpr std::array<Family, 3> kFamilies{{
    {"llama", "LlamaForCausalLM", Bias::kByConfig, Bias::kByConfig, true, false},
    {"qwen2", "Qwen2ForCausalLM", Bias::kAlways, Bias::kNever, false, false},
    {"qwen3", "Qwen3ForCausalLM", Bias::kByConfig, Bias::kByConfig, false, true},
}};

const Family& find_family(const std::string& model_type, const std::string& where) {
  for (const Family& family : kFamilies)
    if (model_type == family.model_type) return family;
  throw_input("{}: model_type '{}' is not supported; known: llama, qwen2, qwen3", where,
              model_type);
}

class Reader {
 public:
  Reader(const Json& json, const std::string& where) : json_(json), where_(where) {}

  template <class Value>
  Value get(const char* key, Value fallback) const {
    const auto found = json_.find(key);
    if (found == json_.end() || found->is_null()) return fallback;
    return convert<Value>(*found, key);
  }

  int64_t size(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end()) throw_input("{}: {} is missing", where_, key);
    return positive(convert<int64_t>(*found, key), key);
  }

  int64_t size(const char* key, int64_t fallback) const {
    return positive(get<int64_t>(key, fallback), key);
  }

  int64_t count(const char* key, int64_t largest) const {
    const int64_t value = size(key);
    if (value > largest) throw_input("{}: {} is {}, out of range", where_, key, value);
    return value;
  }

  void refuse(bool condition, const char* key, const char* what) const {
    if (condition) throw_input("{}: {} asks for {}, which is not supported", where_, key, what);
  }

 private:
  template <class Value>
  Value convert(const Json& value, const char* key) const {
    try {
      return value.get<Value>();
    } catch (const Json::exception&) {
      throw_input("{}: {} has the wrong type ({})", where_, key, to_line(value));
    }
  }

  int64_t positive(int64_t value, const char* key) const {
    constexpr int64_t kLargest = int64_t{1} << 31;
    if (value < 1 || value > kLargest)
      throw_input("{}: {} is {}, out of range", where_, key, value);
    return value;
  }

  const Json& json_;
  const std::string& where_;
};

bool has_bias(Bias bias, bool configured) {
  return bias == Bias::kAlways || (bias == Bias::kByConfig && configured);
}

void read_sizes(const Reader& reader, ModelConfig& config) {
  config.vocab_size = reader.size("vocab_size");
  config.hidden_size = reader.size("hidden_size");
  config.intermediate_size = reader.size("intermediate_size");
  config.num_hidden_layers = reader.count("num_hidden_layers", 10000);
  config.num_attention_heads = reader.size("num_attention_heads");
  config.num_key_value_heads = reader.size("num_key_value_heads", config.num_attention_heads);
  const int64_t natural = config.hidden_size / config.num_attention_heads;
  config.head_dim = reader.size("head_dim", std::max<int64_t>(1, natural));
  config.max_position_embeddings = reader.size("max_position_embeddings", 2048);
}

void check_shape(const ModelConfig& config, const std::string& where) {
  if (config.num_attention_heads % config.num_key_value_heads != 0)
    throw_input("{}: num_attention_heads {} is not a multiple of num_key_value_heads {}", where,
                config.num_attention_heads, config.num_key_value_heads);
  if (config.head_dim % 2 != 0) throw_input("{}: head_dim {} is odd", where, config.head_dim);
}

}  // namespace

void read_end_tokens(const Json& json, const std::string& where, ModelConfig& config) {
  const auto found = json.find("eos_token_id");
  if (found == json.end() || found->is_null()) return;
  config.eos_token_ids.clear();
  for (const Json& id : found->is_array() ? *found : Json::array({*found})) {
    if (!id.is_number_integer()) throw_input("{}: eos_token_id has the wrong type", where);
    config.eos_token_ids.push_back(id.get<TokenId>());
  }
}

ModelConfig parse_model_config(const Json& json, const std::string& where) {
  if (!json.is_object()) throw_input("{}: a JSON object was expected", where);
  const Reader reader(json, where);
  ModelConfig config;
  config.source = json;
  config.model_type = reader.get<std::string>("model_type", "");
  const Family& family = find_family(config.model_type, where);
  read_sizes(reader, config);
  config.rope = parse_rope(json, config.max_position_embeddings, where);
  read_end_tokens(json, where, config);
  config.rms_norm_eps = reader.get("rms_norm_eps", 1e-6);
  config.tie_word_embeddings = reader.get("tie_word_embeddings", false);
  const bool bias = reader.get("attention_bias", false);
  config.query_key_value_bias = has_bias(family.query_key_value_bias, bias);
  config.output_bias = has_bias(family.output_bias, bias);
  config.mlp_bias = family.mlp_bias_by_config && reader.get("mlp_bias", false);
  config.query_key_norm = family.query_key_norm;
  config.initializer_range = reader.get("initializer_range", 0.02);
  config.dtype =
      reader.get<std::string>("dtype", reader.get<std::string>("torch_dtype", "float32"));
  reader.refuse(json.contains("quantization_config"), "quantization_config", "quantised weights");
  reader.refuse(reader.get<std::string>("hidden_act", "silu") != "silu", "hidden_act",
                "another activation than silu");
  reader.refuse(reader.get("use_sliding_window", false), "use_sliding_window", "a sliding window");
  check_shape(config, where);
  return config;
}

Json to_json(const ModelConfig& config) {
  Json json = config.source.is_object() ? config.source : Json::object();
  json["architectures"] = {find_family(config.model_type, "model").architecture};
  json["model_type"] = config.model_type;
  json["vocab_size"] = config.vocab_size;
  json["hidden_size"] = config.hidden_size;
  json["intermediate_size"] = config.intermediate_size;
  json["num_hidden_layers"] = config.num_hidden_layers;
  json["num_attention_heads"] = config.num_attention_heads;
  json["num_key_value_heads"] = config.num_key_value_heads;
  json["head_dim"] = config.head_dim;
  json["max_position_embeddings"] = config.max_position_embeddings;
  json["rms_norm_eps"] = config.rms_norm_eps;
  if (!json.contains("rope_parameters")) json["rope_theta"] = config.rope.theta;
  json["tie_word_embeddings"] = config.tie_word_embeddings;
  json["hidden_act"] = "silu";
  json["torch_dtype"] = config.dtype;
  return json;
}

}  // namespace dragoman::nn
