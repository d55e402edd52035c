#include "text/folder_config.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace dragoman::text {
namespace {

TokenId token_id_of(const std::string& key, const JsonPlace& place) {
  TokenId id = -1;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
  if (error != std::errc() || end != key.data() + key.size() || id < 0)
    throw_input("{}: \"{}\" is not a token id", place.where(), key);
  return id;
}

// Whether a role (bos_token, ...) or the list of further special tokens names it.
bool named_special(const Json& config, const std::string& token) {
  const auto names = [&](const Json& value) {
    return value == token || (value.is_object() && value.value("content", Json()) == token);
  };
  for (const auto& [key, value] : config.items()) {
    if (key.ends_with("_token") && names(value)) return true;
    if (key == "additional_special_tokens" && value.is_array() &&
        std::any_of(value.begin(), value.end(), names))
      return true;
  }
  return false;
}

// The older list, token -> id, which says nothing else.
std::vector<AddedToken> read_added_tokens_file(const Path& path, const Json& config) {
  std::vector<AddedToken> tokens;
  if (!std::filesystem::exists(path)) return tokens;
  const Json json = parse_json(read_file(path), path.string());
  const JsonPlace place(json, path.string());
  for (const auto& [token, id] : json.items()) {
    const bool special = named_special(config, token);
    tokens.push_back({.id = checked_token_id(place.integer(token), place.where()),
                      .content = token,
                      .normalized = !special,
                      .special = special});
  }
  return tokens;
}

}  // namespace

FolderConfig read_folder_config(const Path& folder) {
  const Path path = folder / "tokenizer_config.json";
  FolderConfig found;
  found.where = path.string();
  if (std::filesystem::exists(path)) found.json = parse_json(read_file(path), found.where);
  const JsonPlace config(found.json, found.where);
  if (config.has("tokenizer_class")) found.kind = config.string("tokenizer_class");
  if (found.kind.ends_with("Fast")) found.kind.resize(found.kind.size() - 4);
  if (const auto tokens = config.child("added_tokens_decoder")) {
    for (const auto& [key, value] : tokens->value().items()) {
      const JsonPlace place(value, tokens->where() + "." + key);
      found.tokens.push_back(read_added_token(place, token_id_of(key, place)));
    }
  } else {
    found.tokens = read_added_tokens_file(folder / "added_tokens.json", found.json);
  }
  std::sort(found.tokens.begin(), found.tokens.end(),
            [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
  return found;
}

}  // namespace dragoman::text
