#include "merging/checkpoint.h"

#include <algorithm>

#include "base/error.h"
#include "checkpoints/companions.h"
#include "checkpoints/lora_config.h"
#include "merging/numbers.h"
#include "text/tokenizer.h"

namespace dragoman::merging {
namespace {

constexpr const char* kHead = "lm_head.weight";

Json rope_json(const checkpoints::RopeConfig& rope) {
  return {rope.type,
          rope.theta,
          rope.factor,
          rope.original_length,
          rope.low_freq_factor,
          rope.high_freq_factor,
          rope.beta_fast,
          rope.beta_slow,
          rope.attention_factor.value_or(0.0)};
}

// All that decides what the weights mean, whichever version of the layout said so.
Json architecture(const checkpoints::ModelConfig& config) {
  return {{"model_type", config.model_type},
          {"part of", config.part_of},
          {"vocab_size", config.vocab_size},
          {"hidden_size", config.hidden_size},
          {"intermediate_size", config.intermediate_size},
          {"num_hidden_layers", config.num_hidden_layers},
          {"num_attention_heads", config.num_attention_heads},
          {"num_key_value_heads", config.num_key_value_heads},
          {"head_dim", config.head_dim},
          {"rms_norm_eps", config.rms_norm_eps},
          {"tie_word_embeddings", config.tie_word_embeddings},
          {"attention_bias", {config.query_key_value_bias, config.output_bias}},
          {"mlp_bias", config.mlp_bias},
          {"hidden_act", config.hidden_act},
          {"the scale of queries", config.query_scale},
          {"attn_logit_softcapping", config.attention_cap},
          {"final_logit_softcapping", config.logit_cap},
          {"the language head", config.language_head},
          {"the windows of attention", config.windows},
          {"rope", rope_json(config.rope)},
          {"rope of local layers", rope_json(config.local_rope.value_or(config.rope))}};
}

void check_architecture(const Checkpoint& base, const Checkpoint& model) {
  const Json known = architecture(base.config), own = architecture(model.config);
  for (const auto& [key, value] : own.items())
    if (known[key] != value)
      throw_input("{}: {} is {}, but {} in {}; only checkpoints of one architecture can be merged",
                  (model.folder / "config.json").string(), key, to_line(value), to_line(known[key]),
                  (base.folder / "config.json").string());
}

void check_tensors(const Checkpoint& base, const Checkpoint& model) {
  for (const auto& [name, located] : base.tensors) {
    const auto found = model.tensors.find(name);
    if (found == model.tensors.end())
      throw_input("{}: the tensor {} is missing, which {} has", model.folder.string(), name,
                  located.file->string());
    const checkpoints::StoredTensor &own = *found->second.stored, &other = *located.stored;
    if (own.shape != other.shape)
      throw_input("{}: its shape is [{}], but [{}] in {}", found->second.where(name),
                  checkpoints::to_text(own.shape), checkpoints::to_text(other.shape),
                  located.file->string());
    if (is_number(own.dtype) != is_number(other.dtype))
      throw_input("{}: its dtype is {}, but {} in {}", found->second.where(name), own.dtype,
                  other.dtype, located.file->string());
  }
  for (const auto& [name, located] : model.tensors)
    if (!base.tensors.contains(name))
      throw_input("{}: is no tensor of the base, {}", located.where(name), base.folder.string());
}

bool same_file(const Path& one, const Path& other) {
  return std::filesystem::exists(one) && std::filesystem::exists(other) &&
         read_file(one) == read_file(other);
}

void check_tokenizers(const Path& base, const Path& model) {
  if (!checkpoints::has_tokenizer(base) || !checkpoints::has_tokenizer(model)) return;
  if (same_file(base / "tokenizer.json", model / "tokenizer.json")) return;
  const auto ours = text::Tokenizer::load(base), theirs = text::Tokenizer::load(model);
  const int64_t size = std::max(ours.vocabulary_size(), theirs.vocabulary_size());
  const auto token = [](const text::Tokenizer& tokenizer, TokenId id) {
    return tokenizer.has_token(id) ? tokenizer.token(id) : std::string("nothing");
  };
  for (TokenId id = 0; id < size; ++id)
    if (token(ours, id) != token(theirs, id))
      throw_input("{}: token {} is {}, but {} in {}; a merge needs one vocabulary", model.string(),
                  id, token(theirs, id), token(ours, id), base.string());
}

}  // namespace

Checkpoint open_checkpoint(const Path& folder) {
  if (checkpoints::is_adapter(folder))
    throw_input(
        "{}: is an adapter, not a whole model; first put it into its base: dragoman export "
        "--model {} --output FOLDER",
        folder.string(), folder.string());
  if (!std::filesystem::is_directory(folder))
    throw_input("{}: no such checkpoint folder", folder.string());
  const Path file = folder / "config.json";
  const Json json = parse_json(read_file(file), file.string());
  Checkpoint checkpoint{folder,
                        json,
                        checkpoints::parse_model_config(json, file.string()),
                        checkpoints::TensorIndex(folder),
                        {}};
  checkpoint.tensors = checkpoint.index.tensors();
  if (checkpoint.config.tie_word_embeddings)
    std::erase_if(checkpoint.tensors, [](const auto& entry) {
      return checkpoints::decoder_name(entry.first) == kHead;
    });
  return checkpoint;
}

void check_alike(const Checkpoint& base, const Checkpoint& model) {
  check_architecture(base, model);
  check_tensors(base, model);
  check_tokenizers(base.folder, model.folder);
}

}  // namespace dragoman::merging
