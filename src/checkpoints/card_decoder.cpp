// The architecture's part of a card.
#include <algorithm>

#include "base/error.h"
#include "checkpoints/card_parts.h"

namespace dragoman::checkpoints {
namespace {

std::string rope_text(const RopeConfig& rope) {
  if (rope.type == "default")
    return fmt::format("theta {}", grouped(static_cast<int64_t>(rope.theta)));
  return fmt::format("theta {}, {} by {:g}", grouped(static_cast<int64_t>(rope.theta)), rope.type,
                     rope.factor);
}

Json rope_json(const RopeConfig& rope) {
  return {{"type", rope.type}, {"theta", rope.theta}, {"factor", rope.factor}};
}

void describe_attention(const ModelConfig& model, Card& card) {
  std::string text =
      fmt::format("{} heads of {}, {} for keys and values", model.num_attention_heads,
                  model.head_dim, model.num_key_value_heads);
  if (model.query_key_norm) text += "; normed queries and keys";
  if (model.attention_cap > 0.0)
    text += fmt::format("; logits capped at {:g}", model.attention_cap);
  card.add("attention",
           {{"heads", model.num_attention_heads},
            {"key_value_heads", model.num_key_value_heads},
            {"head_dim", model.head_dim},
            {"biases", model.query_key_value_bias}},
           text + (model.query_key_value_bias ? "; biases" : ""));
}

void describe_context(const ModelConfig& model, Card& card) {
  std::string text =
      fmt::format("{} tokens; rope {}", grouped(model.context_length()), rope_text(model.rope));
  Json json = {{"tokens", model.context_length()}, {"rope", rope_json(model.rope)}};
  if (model.local_rope) {
    text += fmt::format(", in layers with a window {}", rope_text(*model.local_rope));
    json["local_rope"] = rope_json(*model.local_rope);
  }
  const auto windowed = std::count_if(model.windows.begin(), model.windows.end(),
                                      [](int64_t window) { return window > 0; });
  if (windowed > 0) {
    const int64_t window = *std::max_element(model.windows.begin(), model.windows.end());
    text += fmt::format("; {} of {} layers see {} tokens", windowed, model.num_hidden_layers,
                        grouped(window));
    json["windowed_layers"] = windowed;
    json["window"] = window;
  }
  card.add("context", json, text);
}

void describe_cache(const ModelConfig& model, Card& card) {
  constexpr int64_t kTokens = 1000;
  const int64_t elements = 2 * kTokens * model.key_value_size() * model.num_hidden_layers;
  card.add("key_value_cache",
           {{"float32_bytes_per_1000_tokens", elements * 4},
            {"bfloat16_bytes_per_1000_tokens", elements * 2}},
           fmt::format("per 1,000 tokens {} in float32, {} in bfloat16", bytes_text(elements * 4),
                       bytes_text(elements * 2)));
}

}  // namespace

void describe_decoder(Desk& desk) {
  const ModelConfig& model = *desk.model;
  desk.card.add(
      "layers",
      {{"count", model.num_hidden_layers},
       {"width", model.hidden_size},
       {"inner", model.intermediate_size}},
      fmt::format("{} of width {}, inner width {} ({})", model.num_hidden_layers,
                  grouped(model.hidden_size), grouped(model.intermediate_size), model.hidden_act));
  describe_attention(model, desk.card);
  describe_context(model, desk.card);
  describe_cache(model, desk.card);
}

}  // namespace dragoman::checkpoints
