#include "checkpoints/context.h"

#include "base/error.h"
#include "checkpoints/family.h"

namespace dragoman::checkpoints {

void extend_context(ModelConfig& config, int64_t length, double rope_theta) {
  const bool longer = length > config.context_length();
  const bool turns = rope_theta > 0.0 && rope_theta != config.rope.theta;
  if (!longer && !turns) return;
  if (find_family(config.model_type, "model").own_rope || config.rope.type != "default")
    throw_input(
        "the model's rotary positions ({}, {}) can't be extended in training: leave rope_theta out "
        "and keep sequences within {} tokens",
        config.model_type, config.rope.type, config.context_length());
  if (!config.source.is_object()) config.source = Json::object();
  if (longer) {
    config.max_position_embeddings = length;
    config.rope.original_length = static_cast<double>(length);
    config.source["max_position_embeddings"] = length;
  }
  if (!turns) return;
  config.rope.theta = rope_theta;
  Json& file = config.source;
  if (file.contains("rope_parameters") && file["rope_parameters"].is_object())
    file["rope_parameters"]["rope_theta"] = rope_theta;
  else
    file["rope_theta"] = rope_theta;
}

}  // namespace dragoman::checkpoints
