#include "text/sentencepiece_file.h"

#include <map>

#include "base/error.h"
#include "base/json.h"
#include "text/base64.h"
#include "text/folder_config.h"
#include "text/normalizer.h"
#include "text/sentencepiece_merges.h"
#include "text/sentencepiece_model.h"

namespace dragoman::text {
namespace {

constexpr std::string_view kSpace = "▁";

// How text is laid out before it is cut.
struct Layout {
  std::string prefix = "never";  // Metaspace's prepend_scheme
  Json normalizer = nullptr;
  int64_t stripped = 0;  // how many spaces at the start a decoded text loses
};

constexpr int64_t kAll = 1 << 20;

Json replace(const char* pattern, const char* content) {
  return {{"type", "Replace"}, {"pattern", {{"Regex", pattern}}}, {"content", content}};
}

// As sentencepiece does it. The space in front of a text stands there even if the text begins with
// one, which Metaspace would leave out.
Layout own_layout(const SentencepieceModel& model) {
  Json parts = Json::array();
  if (!model.charsmap.empty())
    parts.push_back(
        {{"type", "Precompiled"}, {"precompiled_charsmap", encode_base64(model.charsmap)}});
  if (model.remove_extra_whitespaces) {
    parts.push_back(replace(R"(\A +|[ ▁]+(?![\s\S]))", ""));
    parts.push_back(replace(" {2,}", " "));
  }
  if (model.add_dummy_prefix) {
    parts.push_back(replace(R"(\A▁)", "▁▁"));
    parts.push_back(replace(R"(\A )", "▁▁"));
  }
  Json normalizer = nullptr;
  if (!parts.empty()) normalizer = {{"type", "Sequence"}, {"normalizers", std::move(parts)}};
  return {.prefix = model.add_dummy_prefix ? "first" : "never",
          .normalizer = std::move(normalizer),
          .stripped = model.remove_extra_whitespaces ? kAll : int64_t{model.add_dummy_prefix}};
}

Layout layout_of(const SentencepieceModel& model, const FolderConfig& config) {
  if (config.kind == "GemmaTokenizer") return {};
  if (config.kind != "LlamaTokenizer") return own_layout(model);
  const JsonPlace place(config.json, config.where);
  if (!place.flag("add_prefix_space", true)) return {};
  return {.prefix = place.flag("legacy", false) ? "always" : "first",
          .normalizer = nullptr,
          .stripped = 1};
}

// Those of the folder go before the model's own. A token is looked for in normalized text, where
// spaces around it are in order, unless normalizing changes the token itself.
Json added_tokens_of(const SentencepieceModel& model, const FolderConfig& config,
                     const Json& normalizer) {
  std::map<TokenId, AddedToken> tokens;
  for (const AddedToken& token : config.tokens) tokens.emplace(token.id, token);
  const auto built =
      normalizer.is_null() ? nullptr : make_normalizer(JsonPlace(normalizer, "normalizer"));
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const SentencePiece& piece = model.pieces[id];
    const bool special = piece.type == PieceType::kUnknown || piece.type == PieceType::kControl;
    if (!special && piece.type != PieceType::kUserDefined) continue;
    std::string storage;
    const bool kept = built != nullptr && built->apply(piece.text, storage) == piece.text;
    const auto token_id = static_cast<TokenId>(id);
    tokens.emplace(token_id, AddedToken{.id = token_id,
                                        .content = piece.text,
                                        .normalized = kept && !special,
                                        .special = special});
  }
  Json list = Json::array();
  for (const auto& [id, token] : tokens) {
    list.push_back({{"id", id},
                    {"content", token.content},
                    {"single_word", token.single_word},
                    {"lstrip", token.lstrip},
                    {"rstrip", token.rstrip},
                    {"normalized", token.normalized},
                    {"special", token.special}});
  }
  return list;
}

// The piece that `role` names in tokenizer_config.json, else the one that goes by its usual name.
std::string frame_token(const FolderConfig& config, const std::string& role) {
  const bool gemma = config.kind == "GemmaTokenizer";
  const Json named = config.json.value(role, Json());
  if (named.is_string()) return named.get<std::string>();
  if (named.is_object()) return JsonPlace(named, config.where + ": " + role).string("content");
  if (role == "bos_token") return gemma ? "<bos>" : "<s>";
  return gemma ? "<eos>" : "</s>";
}

// The tokens around every text, as TemplateProcessing; null for none.
Json frame_of(const Json& added_tokens, const FolderConfig& config) {
  const JsonPlace place(config.json, config.where);
  Json single = Json::array({{{"Sequence", {{"id", "A"}, {"type_id", 0}}}}});
  Json special = Json::object();
  for (const char* role : {"bos_token", "eos_token"}) {
    const std::string key = std::string("add_") + role;
    if (!place.flag(key, false)) continue;
    const std::string token = frame_token(config, role);
    TokenId id = -1;
    for (const Json& added : added_tokens)
      if (added["content"] == token) id = added["id"].get<TokenId>();
    if (id < 0)
      throw_input("{}: {}: the special token \"{}\" is not in the vocabulary; name it as {}",
                  config.where, key, token, role);
    const Json part = {{"SpecialToken", {{"id", token}, {"type_id", 0}}}};
    single.insert(role[0] == 'b' ? single.begin() : single.end(), part);
    special[token] = {{"id", token}, {"ids", Json::array({id})}, {"tokens", Json::array({token})}};
  }
  if (special.empty()) return nullptr;
  Json pair = single;
  pair.push_back({{"Sequence", {{"id", "B"}, {"type_id", 1}}}});
  return {{"type", "TemplateProcessing"},
          {"single", std::move(single)},
          {"pair", std::move(pair)},
          {"special_tokens", std::move(special)}};
}

// Whether no piece holds a space behind its first character, so that text may be cut before each.
bool cuts_at_spaces(const SentencepieceModel& model) {
  for (const SentencePiece& piece : model.pieces)
    if (piece.text.find(kSpace, 1) != std::string::npos) return false;
  return true;
}

Json decoder_of(const Layout& layout) {
  Json steps =
      Json::array({{{"type", "Replace"}, {"pattern", {{"String", kSpace}}}, {"content", " "}},
                   {{"type", "ByteFallback"}},
                   {{"type", "Fuse"}}});
  if (layout.stripped > 0)
    steps.push_back({{"type", "Strip"}, {"content", " "}, {"start", layout.stripped}, {"stop", 0}});
  return {{"type", "Sequence"}, {"decoders", std::move(steps)}};
}

Json unknown_of(const SentencepieceModel& model) {
  for (size_t id = 0; id < model.pieces.size(); ++id)
    if (model.pieces[id].type == PieceType::kUnknown) return id;
  return nullptr;
}

Json unigram_of(const SentencepieceModel& model) {
  Json vocabulary = Json::array();
  for (const SentencePiece& piece : model.pieces)
    vocabulary.push_back(Json::array({piece.text, piece.score}));
  return {{"type", "Unigram"},
          {"unk_id", unknown_of(model)},
          {"vocab", std::move(vocabulary)},
          {"byte_fallback", model.byte_fallback}};
}

std::string with_bpe(Json json, const SentencepieceModel& model) {
  const Json unknown = unknown_of(model);
  json["model"] = {
      {"type", "BPE"},
      {"dropout", nullptr},
      {"unk_token", unknown.is_null() ? Json() : Json(model.pieces[unknown.get<size_t>()].text)},
      {"continuing_subword_prefix", nullptr},
      {"end_of_word_suffix", nullptr},
      {"fuse_unk", true},
      {"byte_fallback", model.byte_fallback},
      {"ignore_merges", false}};
  TokenizerFile file;
  file.rest = std::move(json);
  file.merges = sentencepiece_merges(model);
  for (const SentencePiece& piece : model.pieces)
    file.vocabulary.emplace_back(piece.text, static_cast<TokenId>(file.vocabulary.size()));
  return write_tokenizer_file(file);
}

}  // namespace

std::optional<Path> find_sentencepiece_file(const Path& path) {
  if (!std::filesystem::is_directory(path))
    return path.extension() == ".model" ? std::optional(path) : std::nullopt;
  if (std::filesystem::exists(path / "tokenizer.json")) return std::nullopt;
  for (const char* name : {"tokenizer.model", "spiece.model", "sentencepiece.bpe.model"})
    if (std::filesystem::exists(path / name)) return path / name;
  return std::nullopt;
}

std::string sentencepiece_json(const Path& file) {
  const SentencepieceModel model = read_sentencepiece_model(file);
  const FolderConfig config = read_folder_config(file.parent_path());
  const Layout layout = layout_of(model, config);
  Json json;
  json["version"] = "1.0";
  json["truncation"] = nullptr;
  json["padding"] = nullptr;
  json["added_tokens"] = added_tokens_of(model, config, layout.normalizer);
  json["normalizer"] = layout.normalizer;
  json["pre_tokenizer"] = {{"type", "Metaspace"},
                           {"replacement", kSpace},
                           {"prepend_scheme", layout.prefix},
                           {"split", cuts_at_spaces(model)}};
  json["post_processor"] = frame_of(json["added_tokens"], config);
  json["decoder"] = decoder_of(layout);
  if (model.bpe) return with_bpe(std::move(json), model);
  json["model"] = unigram_of(model);
  return json.dump();
}

}  // namespace dragoman::text
