#include "scorers/sentence_modules.h"

#include "checkpoints/config_reader.h"

namespace dragoman::scorers {
namespace {

using checkpoints::ConfigReader;

Json read_json(const Path& path) { return parse_json(read_file(path), path.string()); }

// The pooling of old files: one flag a kind.
std::vector<std::string> flagged_poolings(const ConfigReader& reader) {
  std::vector<std::string> modes;
  for (const auto& [key, value] : reader.json().items())
    if (key.starts_with("pooling_mode_") && value == Json(true)) modes.push_back(key);
  return modes;
}

void read_pooling(const Path& path, SentenceModules& modules) {
  const Json json = read_json(path);
  const std::string where = path.string();
  const ConfigReader reader(json, where);
  std::vector<std::string> modes = flagged_poolings(reader);
  if (reader.has("pooling_mode"))
    modes = json["pooling_mode"].is_array()
                ? reader.get("pooling_mode", modes)
                : std::vector{reader.get<std::string>("pooling_mode", "")};
  if (modes.empty()) modes = {"mean"};
  if (modes.size() > 1)
    throw_input("{}: {} and {} together are not supported; known: mean, max, cls, one at a time",
                where, modes[0], modes[1]);
  modules.pooling = pooling_named(modes.front(), where);
  reader.refuse(!reader.get("include_prompt", true) && !modules.prompt.empty(), "include_prompt",
                "pooling without the prompt");
}

// What a tokenizer says of the longest text; files that know none write a very large number.
std::optional<int64_t> tokenizer_limit(const Path& folder) {
  constexpr double kLargest = 1e6;
  const Path path = folder / "tokenizer_config.json";
  if (!std::filesystem::exists(path)) return std::nullopt;
  const Json json = read_json(path);
  const std::string where = path.string();
  const auto limit = ConfigReader(json, where).get("model_max_length", 2 * kLargest);
  return limit > kLargest ? std::nullopt : std::optional(static_cast<int64_t>(limit));
}

void read_transformer(const Path& folder, SentenceModules& modules) {
  modules.encoder = folder;
  modules.max_seq_length = tokenizer_limit(folder);
  const Path path = folder / "sentence_bert_config.json";
  if (!std::filesystem::exists(path)) return;
  const Json json = read_json(path);
  const std::string where = path.string();
  const ConfigReader reader(json, where);
  if (reader.has("max_seq_length")) modules.max_seq_length = reader.size("max_seq_length");
  modules.lowercase = reader.get("do_lower_case", false);
}

void read_prompt(const Path& folder, SentenceModules& modules) {
  const Path path = folder / "config_sentence_transformers.json";
  if (!std::filesystem::exists(path)) return;
  const Json json = read_json(path);
  const std::string where = path.string();
  const auto name = ConfigReader(json, where).get<std::string>("default_prompt_name", "");
  if (name.empty()) return;
  if (!json.contains("prompts") || !json["prompts"].is_object() || !json["prompts"].contains(name))
    throw_input("{}: default_prompt_name is '{}', which prompts does not hold", where, name);
  modules.prompt = ConfigReader(json["prompts"], where).get<std::string>(name.c_str(), "");
}

}  // namespace

Pooling pooling_named(const std::string& name, const std::string& where) {
  if (name == "mean" || name == "pooling_mode_mean_tokens") return Pooling::kMean;
  if (name == "max" || name == "pooling_mode_max_tokens") return Pooling::kMax;
  if (name == "cls" || name == "pooling_mode_cls_token") return Pooling::kFirst;
  throw_input("{}: {} is not supported; known: mean, max, cls, one at a time", where, name);
}

SentenceModules read_sentence_modules(const Path& folder) {
  SentenceModules modules;
  const Path path = folder / "modules.json";
  if (!std::filesystem::exists(path)) {
    read_transformer(folder, modules);
    return modules;
  }
  read_prompt(folder, modules);
  const Json json = read_json(path);
  if (!json.is_array()) throw_input("{}: a list of modules was expected", path.string());
  for (const Json& entry : json) {
    const std::string where = path.string();
    if (!entry.is_object()) throw_input("{}: a module must be an object", where);
    const ConfigReader reader(entry, where);
    const auto type = reader.get<std::string>("type", "");
    const Path place = folder / reader.get<std::string>("path", "");
    if (type.ends_with(".Transformer")) {
      read_transformer(place, modules);
    } else if (type.ends_with(".Pooling")) {
      read_pooling(place / "config.json", modules);
    } else if (type.ends_with(".Normalize")) {
      modules.normalize = true;
    } else {
      throw_input("{}: the module {} is not supported; known: Transformer, Pooling, Normalize",
                  where, type);
    }
  }
  return modules;
}

}  // namespace dragoman::scorers
