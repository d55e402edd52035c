// tokenizer.json as data: the two long lists in vectors, everything else as JSON.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "text/json_place.h"
#include "text/token.h"

namespace dragoman::text {

struct AddedToken {
  TokenId id = 0;
  std::string content;
  bool single_word = false;  // not inside a word
  bool lstrip = false;       // takes the whitespace before it
  bool rstrip = false;       // and after it
  bool normalized = true;    // is looked for after normalization
  bool special = false;
};

struct TokenizerFile {
  Json rest;  // the document without model.vocab and model.merges
  std::vector<std::pair<std::string, TokenId>> vocabulary;  // in the file's order
  std::vector<double> scores;  // by id, where model.vocab is a list of [token, score]; else empty
  std::vector<std::pair<std::string, std::string>> merges;  // by rank
};

// Both layouts of merges are read: "a b" and ["a", "b"]. `where` starts the messages.
TokenizerFile parse_tokenizer_file(std::string_view json, std::string_view where);

// An id of a file; `where` starts the message about one that is out of range.
TokenId checked_token_id(int64_t id, std::string_view where);

// One entry of "added_tokens"; its id may stand elsewhere.
AddedToken read_added_token(const JsonPlace& place, TokenId id);

// The entries of "added_tokens".
std::vector<AddedToken> added_tokens(const TokenizerFile& file, std::string_view where);

// The text that `tokenizers` 0.23 itself would write for these parts: two spaces of indentation,
// merges as pairs, the vocabulary in the given order.
std::string write_tokenizer_file(const TokenizerFile& file);

}  // namespace dragoman::text
