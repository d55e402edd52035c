// What a SentencePiece model file says (Kudo and Richardson 2018, sentencepiece_model.proto).
#pragma once

#include <string>
#include <vector>

#include "base/files.h"

namespace dragoman::text {

enum class PieceType : uint64_t {
  kNormal = 1,
  kUnknown = 2,
  kControl = 3,
  kUserDefined = 4,
  kUnused = 5,
  kByte = 6
};

struct SentencePiece {
  std::string text;  // UTF-8, "▁" for a space
  float score = 0;   // finite
  PieceType type = PieceType::kNormal;
};

// The fields that decide about ids, with the format's own defaults.
struct SentencepieceModel {
  std::vector<SentencePiece> pieces;  // by id
  std::string charsmap;               // compiled normalization rules; empty: none
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool byte_fallback = false;
  bool bpe = false;  // else unigram
};

// A damaged file, or one that asks for what we can't do, is the user's error.
SentencepieceModel read_sentencepiece_model(const Path& file);

}  // namespace dragoman::text
