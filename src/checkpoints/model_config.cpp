#include "checkpoints/model_config.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "checkpoints/config_reader.h"
#include "checkpoints/family.h"

namespace dragoman::checkpoints {
namespace {

void read_sizes(const ConfigReader& reader, ModelConfig& config) {
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
  // So that counting a model's parameters, and their bytes, can't overflow.
  constexpr double kLargestMatrix = 1e13;
  const double width = static_cast<double>(config.hidden_size);
  const double heads = static_cast<double>(config.num_attention_heads);
  const double other = std::max({static_cast<double>(config.vocab_size),
                                 static_cast<double>(config.intermediate_size),
                                 heads * static_cast<double>(config.head_dim)});
  if (width * other > kLargestMatrix)
    throw_input("{}: hidden_size {} asks for a matrix of {:g} numbers; no model is that large",
                where, config.hidden_size, width * other);
}

// The configuration of the text's decoder, which a model with further senses keeps in a section;
// what that leaves out is the family's default, and what both say is the whole model's.
Json decoder_part(const Json& json, ModelConfig& config) {
  const auto section = json.find("text_config");
  if (section == json.end() || !section->is_object()) return json;
  const auto type = section->find("model_type");
  const Family* family = type != section->end() && type->is_string()
                             ? known_family(type->get<std::string>())
                             : nullptr;
  if (family == nullptr) return json;
  const auto whole = json.find("model_type");
  const bool named = whole != json.end() && whole->is_string();
  config.part_of = named ? whole->get<std::string>() : "a larger model";
  Json part = parse_json(family->defaults, family->model_type);
  part.update(*section);
  for (const char* key : {"eos_token_id", "dtype", "torch_dtype", "quantization_config"})
    if (json.contains(key)) part[key] = json[key];
  return part;
}

constexpr std::string_view kClassifier = "ForSequenceClassification";

// A reward model is a classifier of one class.
void read_heads(const ConfigReader& reader, ModelConfig& config) {
  const auto named = reader.json().find("architectures");
  if (named == reader.json().end() || !named->is_array() || named->empty()) return;
  const Json& first = named->front();
  if (!first.is_string() || !first.get_ref<const std::string&>().ends_with(kClassifier)) return;
  const auto labels = reader.json().find("id2label");
  const size_t classes =
      labels != reader.json().end() && labels->is_object() ? labels->size() : size_t{2};
  if (classes != 1)
    throw_input("{}: a classifier of {} classes; only those of one score, reward models, are known",
                reader.where(), classes);
  config.language_head = false;
  config.score_head = true;
}

// The classifier of a family: its language model's class by another name.
std::string classifier(std::string_view language_model) {
  return std::string(language_model.substr(0, language_model.find("For"))) +
         std::string(kClassifier);
}

void refuse_quantised(const ConfigReader& reader) {
  if (!reader.has("quantization_config")) return;
  const Json& asked = reader.json()["quantization_config"];
  const auto method = asked.is_object() ? asked.find("quant_method") : asked.end();
  throw_input(
      "{}: quantization_config: quantised weights ({}) are not supported; take the folder that "
      "they were made from, or save model.dequantize() with transformers",
      reader.where(),
      method != asked.end() && method->is_string() ? method->get<std::string>() : "of no name");
}

}  // namespace

void read_end_tokens(const Json& json, const std::string& where, ModelConfig& config) {
  const auto found = json.find("eos_token_id");
  if (found == json.end() || found->is_null()) return;
  config.eos_token_ids.clear();
  for (const Json& id : found->is_array() ? *found : Json::array({*found})) {
    if (!id.is_number_integer()) throw_input("{}: eos_token_id has the wrong type", where);
    if (id < std::numeric_limits<TokenId>::min() || id > std::numeric_limits<TokenId>::max())
      throw_input("{}: eos_token_id {} is no token's", where, to_line(id));
    config.eos_token_ids.push_back(id.get<TokenId>());
  }
}

ModelConfig parse_model_config(const Json& json, const std::string& where) {
  if (!json.is_object()) throw_input("{}: a JSON object was expected", where);
  ModelConfig config;
  config.source = decoder_part(json, config);
  const ConfigReader reader(config.source, where);
  config.model_type = reader.get<std::string>("model_type", "");
  const Family& family = find_family(config.model_type, where);
  read_sizes(reader, config);
  if (!family.own_rope) config.rope = parse_rope(json, config.max_position_embeddings, where);
  read_end_tokens(json, where, config);
  config.rms_norm_eps = reader.get("rms_norm_eps", 1e-6);
  config.tie_word_embeddings = reader.get("tie_word_embeddings", false);
  config.query_scale = 1.0 / std::sqrt(static_cast<double>(config.head_dim));
  config.initializer_range = reader.get("initializer_range", 0.02);
  config.dtype =
      reader.get<std::string>("dtype", reader.get<std::string>("torch_dtype", "float32"));
  refuse_quantised(reader);
  read_heads(reader, config);
  family.read(reader, config);
  check_shape(config, where);
  return config;
}

Json to_json(const ModelConfig& config) {
  Json json = config.source.is_object() ? config.source : Json::object();
  const Family& family = find_family(config.model_type, "model");
  if (!config.part_of.empty()) json.erase("architectures");
  if (!config.language_head) {
    json["architectures"] = Json::array({classifier(family.architecture)});
    json["id2label"] = {{"0", "LABEL_0"}};
    json["label2id"] = {{"LABEL_0", 0}};
    json["num_labels"] = 1;
  }
  json.emplace("architectures", Json::array({family.architecture}));
  json.emplace("model_type", config.model_type);
  json.emplace("vocab_size", config.vocab_size);
  json.emplace("hidden_size", config.hidden_size);
  json.emplace("intermediate_size", config.intermediate_size);
  json.emplace("num_hidden_layers", config.num_hidden_layers);
  json.emplace("num_attention_heads", config.num_attention_heads);
  json.emplace("num_key_value_heads", config.num_key_value_heads);
  json.emplace("head_dim", config.head_dim);
  json.emplace("max_position_embeddings", config.max_position_embeddings);
  json.emplace("rms_norm_eps", config.rms_norm_eps);
  if (!json.contains("rope_parameters") && !family.own_rope)
    json.emplace("rope_theta", config.rope.theta);
  json.emplace("tie_word_embeddings", config.tie_word_embeddings);
  json.emplace(family.activation_key, config.hidden_act);
  if (config.eos_token_ids.size() == 1) json.emplace("eos_token_id", config.eos_token_ids[0]);
  if (config.eos_token_ids.size() > 1) json.emplace("eos_token_id", config.eos_token_ids);
  json[json.contains("dtype") ? "dtype" : "torch_dtype"] = config.dtype;
  return json;
}

}  // namespace dragoman::checkpoints
