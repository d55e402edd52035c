// The card of a COMET folder.
#include <fmt/ranges.h>

#include "base/error.h"
#include "checkpoints/card_parts.h"
#include "checkpoints/comet_folder.h"

namespace dragoman::checkpoints {
namespace {

constexpr const char* kScore = "score and compare -m comet or cometkiwi, rewards";

Json inputs_json(const CometConfig& config) {
  Json inputs = Json::array({"hypothesis"});
  if (config.with_source) inputs.push_back("source");
  if (config.with_reference) inputs.push_back("reference");
  return inputs;
}

std::string inputs_text(const CometConfig& config) {
  std::string text = "the hypothesis";
  if (config.with_source) text += config.with_reference ? ", its source" : " and its source";
  if (!config.with_reference) return text + ", no reference";
  const bool optional = config.kind == CometClass::kUnified && config.with_source;
  return text + (optional ? "; with a reference where there is one" : " and a reference");
}

void describe_mix(const CometConfig& config, int64_t states, Card& card) {
  if (config.layer) {
    card.add("layer", *config.layer, fmt::format("{} of 0 to {}", *config.layer, states - 1));
    return;
  }
  const char* transformation = config.sparse_mix ? "sparsemax" : "softmax";
  card.add("layer_mix",
           {{"states", states},
            {"layer_transformation", transformation},
            {"layer_norm", config.layer_norm}},
           fmt::format("of {} states, the embeddings' first, by {}{}", states, transformation,
                       config.layer_norm ? ", each normed" : ""));
}

void describe_estimator(const CometConfig& config, int64_t inputs, Card& card) {
  constexpr const char* kPoolings[] = {"mean", "max", "first token"};
  const char* pooling = kPoolings[static_cast<int>(config.pooling)];
  card.add("pooling", pooling, pooling);
  card.add("estimator",
           {{"inputs", inputs},
            {"hidden_sizes", config.hidden_sizes},
            {"activation", config.activation},
            {"final_activation", config.final_activation}},
           fmt::format(
               "{} to {} to 1, {}{}", inputs, fmt::join(config.hidden_sizes, " to "),
               config.activation.empty() ? "no activation" : config.activation,
               config.final_activation.empty() ? "" : ", at the end " + config.final_activation));
}

void describe_encoder(const CometConfig& config, const EncoderConfig& encoder, Card& card) {
  card.add("encoder",
           {{"name", config.encoder_model},
            {"model_type", encoder.model_type},
            {"layers", encoder.num_hidden_layers},
            {"width", encoder.hidden_size},
            {"inner", encoder.intermediate_size},
            {"heads", encoder.num_attention_heads},
            {"tokens", encoder.context_length()}},
           fmt::format("{}: {} layers of width {}, inner width {}, {} heads; {} tokens",
                       config.encoder_model, encoder.num_hidden_layers,
                       grouped(encoder.hidden_size), grouped(encoder.intermediate_size),
                       encoder.num_attention_heads, grouped(encoder.context_length())));
}

void describe_parameters(const TorchFile& weights, Card& card) {
  int64_t total = 0;
  int64_t embeddings = 0;
  int64_t estimator = 0;
  for (const auto& [name, tensor] : weights.tensors()) {
    if (name.ends_with("position_ids") || name.ends_with("dropout_mask")) continue;  // constants
    const int64_t count = tensor_size(tensor.shape, /*element=*/1, name);
    total += count;
    if (name.find("word_embeddings") != name.npos) embeddings += count;
    if (name.starts_with("estimator.")) estimator += count;
  }
  card.add("parameters", {{"total", total}, {"embeddings", embeddings}, {"estimator", estimator}},
           fmt::format("{}; embeddings {}; estimator {}", grouped(total), grouped(embeddings),
                       grouped(estimator)));
  card.add("memory", {{"float32_bytes", total * 4}, {"bfloat16_bytes", total * 2}},
           fmt::format("weights {} in float32, {} in bfloat16", bytes_text(total * 4),
                       bytes_text(total * 2)));
  const auto bytes = static_cast<int64_t>(std::filesystem::file_size(weights.path()));
  card.add("files", {{"names", {"checkpoints/model.ckpt"}}, {"bytes", bytes}},
           fmt::format("checkpoints/model.ckpt, {}", bytes_text(bytes)));
}

}  // namespace

void describe_comet(Desk& desk) {
  Card& card = desk.card;
  card.kind = "COMET";
  card.title = "a learned metric (COMET)";
  const bool sound = attempt(desk, kScore, [&] {
    const CometConfig config = read_comet_config(desk.folder);
    card.title = fmt::format("a learned metric (COMET, {})", config.class_name);
    card.add("class", config.class_name, config.class_name);
    card.add("inputs", inputs_json(config), inputs_text(config));
    const TorchFile weights(comet_weights(desk.folder));
    describe_parameters(weights, card);
    const EncoderConfig encoder = comet_encoder(config, weights, desk.folder);
    describe_encoder(config, encoder, card);
    describe_mix(config, encoder.num_hidden_layers + 1, card);
    describe_estimator(config, estimator_inputs(config, encoder.hidden_size), card);
  });
  if (sound)
    card.works(kScore, desk.has("tokenizer.json")
                           ? "its tokenizer lies in the folder"
                           : "with --comet-tokenizer DIR, the tokenizer of its encoder");
  card.fails("translate, generate, logprobs, train, export", "a metric judges translations");
}

}  // namespace dragoman::checkpoints
