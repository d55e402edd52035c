#include "templates/template_files.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::templates {
namespace {

constexpr const char* kSpecialTokens[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                          "pad_token", "cls_token", "mask_token"};

std::vector<NamedTemplate> files_of(const Path& folder) {
  std::vector<NamedTemplate> found;
  const auto add = [&](const std::string& name, const Path& file) {
    found.push_back({name, read_file(file), file.string()});
  };
  if (const Path file = folder / "chat_template.jinja"; std::filesystem::exists(file))
    add("default", file);
  const Path more = folder / "additional_chat_templates";
  if (!std::filesystem::is_directory(more)) return found;
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(more))
    if (entry.path().extension() == ".jinja") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const Path& file : files) add(file.stem().string(), file);
  return found;
}

std::vector<NamedTemplate> templates_of(const Json& config, const std::string& where) {
  const Json& value = config.at("chat_template");
  if (value.is_string()) return {{"default", value.get<std::string>(), where}};
  std::vector<NamedTemplate> found;
  if (!value.is_array()) throw_input("{}: chat_template is neither a text nor a list", where);
  for (const Json& entry : value) {
    const auto has = [&](const char* key) {
      return entry.is_object() && entry.contains(key) && entry.at(key).is_string();
    };
    if (!has("name") || !has("template"))
      throw_input("{}: every entry of chat_template needs name and template", where);
    const auto name = entry.at("name").get<std::string>();
    if (name.empty() || name.starts_with('.') || name.find('/') != name.npos)
      throw_input("{}: {} is no name of a chat template", where, name);  // it names a file
    found.push_back({name, entry.at("template").get<std::string>(), where + ": " + name});
  }
  return found;
}

Json read_object(const Path& file) {
  if (!std::filesystem::exists(file)) return Json::object();
  Json json = parse_json(read_file(file), file.string());
  if (!json.is_object()) throw_input("{}: no JSON object", file.string());
  return json;
}

void add_special_tokens(const Json& from, Json& into) {
  for (const char* key : kSpecialTokens) {
    if (!from.contains(key)) continue;
    const Json& token = from.at(key);
    if (token.is_string())
      into[key] = token;
    else if (token.is_object() && token.contains("content") && token.at("content").is_string())
      into[key] = token.at("content");
  }
}

}  // namespace

std::vector<NamedTemplate> find_templates(const Path& folder) {
  std::vector<NamedTemplate> found = files_of(folder);
  if (!found.empty()) return found;
  const Path file = folder / "tokenizer_config.json";
  if (!std::filesystem::exists(file))
    throw_input("{}: no chat template: neither chat_template.jinja nor tokenizer_config.json",
                folder.string());
  const Json config = read_object(file);
  if (!config.contains("chat_template") || config.at("chat_template").is_null())
    throw_input("{}: no chat_template, and no chat_template.jinja beside it", file.string());
  return templates_of(config, file.string());
}

Json find_special_tokens(const Path& folder) {
  Json tokens = Json::object();
  const Json config = read_object(folder / "tokenizer_config.json");
  add_special_tokens(config, tokens);
  // As transformers: the older file counts where the newer does not list its tokens.
  if (!config.contains("added_tokens_decoder"))
    add_special_tokens(read_object(folder / "special_tokens_map.json"), tokens);
  return tokens;
}

}  // namespace dragoman::templates
