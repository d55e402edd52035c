#include "text/classic_files.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/line_reader.h"
#include "text/chat_tokens.h"
#include "text/json_place.h"
#include "text/presets.h"

namespace dragoman::text {
namespace {

struct Description {
  std::string preset = "gpt2";
  std::string normalizer = "none";
  std::vector<AddedToken> tokens;
};

TokenId token_id_of(const std::string& key, const JsonPlace& place) {
  TokenId id = -1;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
  if (error != std::errc() || end != key.data() + key.size() || id < 0)
    throw_input("{}: \"{}\" is not a token id", place.where(), key);
  return id;
}

Description describe(const Path& folder) {
  Description found;
  const Path path = folder / "tokenizer_config.json";
  if (!std::filesystem::exists(path)) return found;
  const Json json = parse_json(read_file(path), path.string());
  const JsonPlace config(json, path.string());
  std::string kind = config.has("tokenizer_class") ? config.string("tokenizer_class") : "";
  if (kind.ends_with("Fast")) kind.resize(kind.size() - 4);
  if (kind == "Qwen2Tokenizer") {
    found.preset = "qwen2";
    found.normalizer = "NFC";
  } else if (!kind.empty() && kind != "GPT2Tokenizer") {
    config.unsupported("without a tokenizer.json, the tokenizer_class " + kind);
  }
  if (const auto tokens = config.child("added_tokens_decoder")) {
    for (const auto& [key, value] : tokens->value().items()) {
      const JsonPlace place(value, tokens->where() + "." + key);
      found.tokens.push_back(read_added_token(place, token_id_of(key, place)));
    }
  }
  std::sort(found.tokens.begin(), found.tokens.end(),
            [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
  return found;
}

std::vector<std::pair<std::string, std::string>> read_merges(const Path& path) {
  std::vector<std::pair<std::string, std::string>> merges;
  LineReader reader(path);
  std::string line;
  while (reader.next(line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || (reader.line_number() == 1 && line.starts_with("#version"))) continue;
    const size_t space = line.find(' ');
    if (space == std::string::npos || line.find(' ', space + 1) != std::string::npos)
      throw_input("{}: a merge must be two tokens with a space between", reader.where());
    merges.emplace_back(line.substr(0, space), line.substr(space + 1));
  }
  return merges;
}

}  // namespace

bool has_classic_files(const Path& folder) {
  const auto there = [&](const char* name) { return std::filesystem::exists(folder / name); };
  return !there("tokenizer.json") && there("vocab.json") && there("merges.txt");
}

std::string classic_tokenizer_json(const Path& folder) {
  const Path vocabulary = folder / "vocab.json";
  TokenizerFile lists = parse_tokenizer_file(
      "{\"model\": {\"vocab\": " + read_file(vocabulary) + "}}", vocabulary.string());
  Description description = describe(folder);
  if (description.tokens.empty()) {
    for (const auto& [token, id] : lists.vocabulary)
      if (token == kEndOfText)
        description.tokens.push_back(
            {.id = id, .content = token, .normalized = false, .special = true});
  }
  TokenizerFile file = preset_file(description.preset, description.normalizer, description.tokens);
  file.vocabulary = std::move(lists.vocabulary);
  file.merges = read_merges(folder / "merges.txt");
  return write_tokenizer_file(file);
}

}  // namespace dragoman::text
