#include "text/classic_files.h"

#include <algorithm>

#include "base/error.h"
#include "base/line_reader.h"
#include "text/chat_tokens.h"
#include "text/folder_config.h"
#include "text/presets.h"

namespace dragoman::text {
namespace {

struct Description {
  std::string preset = "gpt2";
  std::string normalizer = "none";
  std::vector<AddedToken> tokens;
};

Description describe(const Path& folder) {
  FolderConfig config = read_folder_config(folder);
  Description found{.tokens = std::move(config.tokens)};
  if (config.kind == "Qwen2Tokenizer") {
    found.preset = "qwen2";
    found.normalizer = "NFC";
  } else if (!config.kind.empty() && config.kind != "GPT2Tokenizer") {
    throw_input("{}: without a tokenizer.json, the tokenizer_class {} is not supported",
                config.where, config.kind);
  }
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
  const auto is_end = [](const AddedToken& token) { return token.content == kEndOfText; };
  if (std::none_of(description.tokens.begin(), description.tokens.end(), is_end)) {
    for (const auto& [token, id] : lists.vocabulary)
      if (token == kEndOfText)
        description.tokens.insert(
            description.tokens.begin(),
            {.id = id, .content = token, .normalized = false, .special = true});
  }
  TokenizerFile file = preset_file(description.preset, description.normalizer, description.tokens);
  file.vocabulary = std::move(lists.vocabulary);
  file.merges = read_merges(folder / "merges.txt");
  return write_tokenizer_file(file);
}

}  // namespace dragoman::text
