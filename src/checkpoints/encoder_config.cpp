// One line a family; each is a file of its own.
#include "checkpoints/encoder_config.h"

#include <algorithm>
#include <array>

#define FOR_EACH_ENCODER(X) X(bert) X(roberta) X(xlm_roberta)

namespace dragoman::checkpoints {

#define DECLARE(name) EncoderFamily name();
FOR_EACH_ENCODER(DECLARE)
#undef DECLARE

namespace {

const auto& encoder_families() {
#define ROW(name) name(),
  static const std::array families{FOR_EACH_ENCODER(ROW)};
#undef ROW
  return families;
}

const EncoderFamily& find_encoder_family(const std::string& model_type, const std::string& where) {
  std::string known;
  for (const EncoderFamily& family : encoder_families()) {
    if (model_type == family.model_type) return family;
    known += (known.empty() ? "" : ", ") + std::string(family.model_type);
  }
  throw_input("{}: model_type '{}' is no encoder that is supported; known: {}", where, model_type,
              known);
}

void read_sizes(const ConfigReader& reader, EncoderConfig& config) {
  config.vocab_size = reader.size("vocab_size");
  config.hidden_size = reader.size("hidden_size");
  config.intermediate_size = reader.size("intermediate_size");
  config.num_hidden_layers = reader.count("num_hidden_layers", 10000);
  config.num_attention_heads = reader.size("num_attention_heads");
  config.max_position_embeddings = reader.size("max_position_embeddings", 512);
  config.type_vocab_size = reader.size("type_vocab_size", 2);
  config.layer_norm_eps = reader.get("layer_norm_eps", 1e-12);
  if (config.hidden_size % config.num_attention_heads != 0)
    throw_input("{}: hidden_size {} is not a multiple of num_attention_heads {}", reader.where(),
                config.hidden_size, config.num_attention_heads);
}

void refuse_what_is_missing(const ConfigReader& reader) {
  const auto activation = reader.get<std::string>("hidden_act", "gelu");
  if (activation != "gelu")
    throw_input("{}: hidden_act is '{}', only 'gelu' is supported here", reader.where(),
                activation);
  reader.refuse(reader.get<std::string>("position_embedding_type", "absolute") != "absolute",
                "position_embedding_type", "relative positions");
  reader.refuse(reader.get("is_decoder", false), "is_decoder", "a decoder");
  reader.refuse(reader.json().contains("quantization_config"), "quantization_config",
                "quantised weights");
}

}  // namespace

bool is_encoder(const Json& json) {
  if (!json.is_object() || !json.contains("model_type")) return false;
  const auto& families = encoder_families();
  return std::any_of(families.begin(), families.end(), [&](const EncoderFamily& family) {
    return json["model_type"] == family.model_type;
  });
}

EncoderConfig parse_encoder_config(const Json& json, const std::string& where) {
  if (!json.is_object()) throw_input("{}: a JSON object was expected", where);
  const ConfigReader reader(json, where);
  EncoderConfig config;
  config.model_type = reader.get<std::string>("model_type", "");
  const EncoderFamily& family = find_encoder_family(config.model_type, where);
  read_sizes(reader, config);
  refuse_what_is_missing(reader);
  family.read(reader, config);
  if (config.pad_token_id < 0 || config.pad_token_id >= config.vocab_size)
    throw_input("{}: pad_token_id {} is outside the vocabulary of {}", where, config.pad_token_id,
                config.vocab_size);
  if (config.context_length() < 3)
    throw_input("{}: max_position_embeddings {} leaves no room for text", where,
                config.max_position_embeddings);
  return config;
}

}  // namespace dragoman::checkpoints
