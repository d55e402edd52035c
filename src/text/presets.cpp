#include "text/presets.h"

#include <string>

#include "base/error.h"

namespace dragoman::text {
namespace {

struct Preset {
  std::string_view name;
  std::string_view pattern;  // "" for the one that ByteLevel has built in
};

constexpr Preset kPresets[] = {
    {"gpt2", ""},
    {"qwen2",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|)"
     R"(\s*[\r\n]+|\s+(?!\S)|\s+)"},
    {"llama3",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|)"
     R"(\s*[\r\n]+|\s+(?!\S)|\s+)"},
};

Json byte_level(bool use_regex) {
  return {{"type", "ByteLevel"},
          {"add_prefix_space", false},
          {"trim_offsets", true},
          {"use_regex", use_regex}};
}

Json pre_tokenizer(std::string_view name) {
  for (const Preset& preset : kPresets) {
    if (preset.name != name) continue;
    if (preset.pattern.empty()) return byte_level(true);
    const Json split = {{"type", "Split"},
                        {"pattern", {{"Regex", preset.pattern}}},
                        {"behavior", "Isolated"},
                        {"invert", false}};
    return {{"type", "Sequence"}, {"pretokenizers", Json::array({split, byte_level(false)})}};
  }
  throw_input("unknown pre-tokenizer \"{}\"; known: gpt2, qwen2, llama3", name);
}

Json added_token(const AddedToken& token) {
  return {{"id", token.id},          {"content", token.content}, {"single_word", token.single_word},
          {"lstrip", token.lstrip},  {"rstrip", token.rstrip},   {"normalized", token.normalized},
          {"special", token.special}};
}

}  // namespace

std::vector<std::string_view> preset_names() {
  std::vector<std::string_view> names;
  for (const Preset& preset : kPresets) names.push_back(preset.name);
  return names;
}

TokenizerFile preset_file(std::string_view preset, std::string_view normalizer,
                          const std::vector<AddedToken>& tokens) {
  TokenizerFile file;
  Json& json = file.rest;
  json["version"] = "1.0";
  json["truncation"] = nullptr;
  json["padding"] = nullptr;
  json["added_tokens"] = Json::array();
  for (const AddedToken& token : tokens) json["added_tokens"].push_back(added_token(token));
  json["normalizer"] = nullptr;
  if (normalizer != "none") json["normalizer"] = {{"type", normalizer}};
  json["pre_tokenizer"] = pre_tokenizer(preset);
  json["post_processor"] = nullptr;
  json["decoder"] = byte_level(true);
  json["decoder"]["add_prefix_space"] = true;
  json["model"] = {{"type", "BPE"},
                   {"dropout", nullptr},
                   {"unk_token", nullptr},
                   {"continuing_subword_prefix", nullptr},
                   {"end_of_word_suffix", nullptr},
                   {"fuse_unk", false},
                   {"byte_fallback", false},
                   {"ignore_merges", false}};
  return file;
}

}  // namespace dragoman::text
