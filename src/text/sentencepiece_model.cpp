#include "text/sentencepiece_model.h"

#include <cmath>

#include "base/error.h"
#include "text/proto_reader.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

enum ModelType : uint64_t { kUnigram = 1, kBpe = 2 };

SentencePiece read_piece(std::string_view message, const std::string& where) {
  SentencePiece piece;
  for (ProtoReader field(message, where); field.next();) {
    if (field.number() == 1) piece.text = field.bytes();
    if (field.number() == 2) piece.score = field.real();
    if (field.number() == 3) piece.type = PieceType{field.integer()};
  }
  require_utf8(piece.text, where);
  if (!std::isfinite(piece.score))
    throw_input("{}: damaged: the score of \"{}\" is no number", where, piece.text);
  if (piece.type == PieceType::kUnused)
    throw_input("{}: \"{}\": unused pieces are not supported", where, piece.text);
  return piece;
}

void read_trainer(std::string_view message, const std::string& where, SentencepieceModel& model) {
  for (ProtoReader field(message, where); field.next();) {
    if (field.number() == 3) {
      model.bpe = field.integer() == kBpe;
      if (!model.bpe && field.integer() != kUnigram)
        throw_input("{}: model_type: only unigram and bpe are supported", where);
    }
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
    if (field.number() == 5 && field.integer() == 0)
      throw_input("{}: escape_whitespaces=false is not supported", where);
  }
}

}  // namespace

SentencepieceModel read_sentencepiece_model(const Path& file) {
  const std::string bytes = read_file(file);
  const std::string where = file.string();
  SentencepieceModel model;
  for (ProtoReader field(bytes, where); field.next();) {
    if (field.number() == 1) model.pieces.push_back(read_piece(field.bytes(), where));
    if (field.number() == 2) read_trainer(field.bytes(), where, model);
    if (field.number() == 3) read_normalizer(field.bytes(), where, model);
  }
  if (model.pieces.empty()) throw_input("{}: not a SentencePiece model: it has no pieces", where);
  return model;
}

}  // namespace dragoman::text
