#include "text/sentencepiece_file.h"

#include "base/error.h"
#include "base/json.h"
#include "text/base64.h"
#include "text/proto_reader.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

enum PieceType : uint64_t { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4 };

struct Piece {
  std::string text;
  float score = 0;
  uint64_t type = kNormal;
};

// What a model file says, with the format's own defaults.
struct SentencepieceModel {
  std::vector<Piece> pieces;  // by id
  std::string charsmap;
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool byte_fallback = false;
  uint64_t model_type = 1;  // 1: unigram
};

Piece read_piece(std::string_view message, const std::string& where) {
  Piece piece;
  for (ProtoReader field(message, where); field.next();) {
    if (field.number() == 1) piece.text = field.bytes();
    if (field.number() == 2) piece.score = field.real();
    if (field.number() == 3) piece.type = field.integer();
  }
  require_utf8(piece.text, where);
  return piece;
}

void read_trainer(std::string_view message, const std::string& where, SentencepieceModel& model) {
  for (ProtoReader field(message, where); field.next();) {
    if (field.number() == 3) model.model_type = field.integer();
    if (field.number() == 35) model.byte_fallback = field.integer() != 0;
    if (field.number() == 24 && field.integer() != 0)
      throw_input("{}: treat_whitespace_as_suffix is not supported", where);
  }
}

void read_normalizer(std::string_view message, const std::string& where,
                     SentencepieceModel& model) {
  for (ProtoReader field(message, where); field.next();) {
    if (field.number() == 2) model.charsmap = field.bytes();
    if (field.number() == 3) model.add_dummy_prefix = field.integer() != 0;
    if (field.number() == 4) model.remove_extra_whitespaces = field.integer() != 0;
  }
}

SentencepieceModel read_model(const Path& file) {
  const std::string bytes = read_file(file);
  const std::string where = file.string();
  SentencepieceModel model;
  for (ProtoReader field(bytes, where); field.next();) {
    if (field.number() == 1) model.pieces.push_back(read_piece(field.bytes(), where));
    if (field.number() == 2) read_trainer(field.bytes(), where, model);
    if (field.number() == 3) read_normalizer(field.bytes(), where, model);
  }
  if (model.pieces.empty()) throw_input("{}: not a SentencePiece model: it has no pieces", where);
  if (model.model_type != 1)
    throw_input("{}: only unigram models are supported; convert it to a tokenizer.json", where);
  return model;
}

Json replace(const char* pattern, const char* content) {
  return {{"type", "Replace"}, {"pattern", {{"Regex", pattern}}}, {"content", content}};
}

Json normalizer_of(const SentencepieceModel& model) {
  Json parts = Json::array();
  if (!model.charsmap.empty())
    parts.push_back(
        {{"type", "Precompiled"}, {"precompiled_charsmap", encode_base64(model.charsmap)}});
  if (model.remove_extra_whitespaces) {
    parts.push_back(replace(R"(\A +| +(?![\s\S]))", ""));
    parts.push_back(replace(" {2,}", " "));
  }
  return {{"type", "Sequence"}, {"normalizers", std::move(parts)}};
}

Json added_tokens_of(const SentencepieceModel& model) {
  Json tokens = Json::array();
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const Piece& piece = model.pieces[id];
    const bool special = piece.type == kUnknown || piece.type == kControl;
    if (!special && piece.type != kUserDefined) continue;
    tokens.push_back({{"id", id},
                      {"content", piece.text},
                      {"single_word", false},
                      {"lstrip", false},
                      {"rstrip", false},
                      {"normalized", false},
                      {"special", special}});
  }
  return tokens;
}

Json model_of(const SentencepieceModel& model) {
  Json vocabulary = Json::array();
  Json unknown = nullptr;
  for (const Piece& piece : model.pieces) {
    if (piece.type == kUnknown) unknown = vocabulary.size();
    vocabulary.push_back(Json::array({piece.text, piece.score}));
  }
  return {{"type", "Unigram"},
          {"unk_id", std::move(unknown)},
          {"vocab", std::move(vocabulary)},
          {"byte_fallback", model.byte_fallback}};
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
  const SentencepieceModel model = read_model(file);
  const Json metaspace = {{"type", "Metaspace"},
                          {"replacement", "▁"},
                          {"prepend_scheme", model.add_dummy_prefix ? "always" : "never"},
                          {"split", true}};
  Json json;
  json["version"] = "1.0";
  json["truncation"] = nullptr;
  json["padding"] = nullptr;
  json["added_tokens"] = added_tokens_of(model);
  json["normalizer"] = normalizer_of(model);
  json["pre_tokenizer"] = metaspace;
  json["post_processor"] = nullptr;
  json["decoder"] = {{"type", "Sequence"},
                     {"decoders", Json::array({Json{{"type", "ByteFallback"}}, metaspace})}};
  json["model"] = model_of(model);
  return json.dump();
}

}  // namespace dragoman::text
