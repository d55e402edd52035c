// Turns one piece of pre-tokenized text into token ids. Each kind is one file with its builder and
// one line in model.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/json_place.h"
#include "text/tokenizer_file.h"
#include "text/vocabulary.h"

namespace dragoman::text {

class Model {
 public:
  virtual ~Model() = default;
  // Appends the ids of `piece`. Threads may share a model.
  virtual void encode(std::string_view piece, std::vector<TokenId>& ids) const = 0;
};

// What a builder sees. The vocabulary outlives the model.
struct ModelParts {
  JsonPlace place;  // "model" of the tokenizer.json
  const TokenizerFile& file;
  const Vocabulary& vocabulary;  // the model's own tokens, before added ones
  bool byte_level = false;       // pieces come as bytes
};

// From "model" of a tokenizer.json; one that is not known is an Error naming it.
std::unique_ptr<Model> make_model(const ModelParts& parts);

// What all kinds of byte-pair encoding share.
struct BpeOptions {
  TokenId unknown = -1;  // for what has no token; -1 leaves it out
  bool fuse_unknown = false;
  bool byte_fallback = false;
  bool ignore_merges = false;     // a piece that is a token is never looked into
  std::string continuing_prefix;  // of every character but a piece's first
  std::string word_suffix;        // of a piece's last character
};

std::unique_ptr<Model> make_byte_level_bpe(const ModelParts& parts, const BpeOptions& options);
std::unique_ptr<Model> make_character_bpe(const ModelParts& parts, const BpeOptions& options);
std::unique_ptr<Model> make_unigram(const ModelParts& parts);
std::unique_ptr<Model> make_word_piece(const ModelParts& parts);

}  // namespace dragoman::text
