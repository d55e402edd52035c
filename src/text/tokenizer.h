// Text to token ids and back, as a Hugging Face `tokenizer.json` says: normalizer, added tokens,
// pre-tokenizer, model, post-processor, decoder. What a file asks and we can't do is an Error that
// names it; "truncation" and "padding" are kept in the file but, as in `transformers`, not applied.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "text/token.h"

namespace dragoman::text {

// A handle to immutable parts: cheap to copy, and any number of threads may use one.
class Tokenizer {
 public:
  // A tokenizer.json, a SentencePiece model, or a folder with one of them (or with
  // vocab.json and merges.txt).
  static Tokenizer load(const Path& folder_or_file);

  // From the text of a tokenizer.json and of a tokenizer_config.json ("" for none); `where` starts
  // the messages of what is wrong.
  static Tokenizer parse(std::string tokenizer_json, std::string config_json,
                         std::string_view where);

  // Bytes that are not UTF-8 are read as U+FFFD. Special tokens written out in the text become
  // their ids; `add_special_tokens` adds those of the post-processor (bos, eos).
  std::vector<TokenId> encode(std::string_view text, bool add_special_tokens) const;

  // Always UTF-8: cut-off characters become U+FFFD. Ids without a token (a model's padding rows)
  // give nothing.
  std::string decode(std::span<const TokenId> ids, bool skip_special_tokens) const;

  // The bytes that a token adds to a decoded text, as its first token or behind others; none for a
  // special token, or an id without one. A row of them is what `decode` makes of the row, skipping
  // special tokens, where that is UTF-8.
  std::string token_bytes(TokenId id, bool first) const;

  std::optional<TokenId> token_id(std::string_view token) const;
  std::string token(TokenId id) const;  // as the vocabulary writes it ("Ġthe"); Error when unknown
  bool has_token(TokenId id) const;
  bool is_special(TokenId id) const;
  int64_t vocabulary_size() const;  // the largest id + 1, added tokens included

  // The token that tokenizer_config.json names for a role such as "eos_token" or "pad_token".
  std::optional<TokenId> special_token(std::string_view role) const;

  // Writes tokenizer.json and tokenizer_config.json, byte for byte what was loaded.
  void save(const Path& folder) const;

 private:
  struct Parts;
  explicit Tokenizer(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

  std::shared_ptr<const Parts> parts_;
};

}  // namespace dragoman::text
