// Rows as documents, and documents as tokens.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/row.h"
#include "rollouts/rollouts.h"
#include "text/token.h"

namespace dragoman::training {

// All documents of a domain, end to end, each with its end token.
struct Documents {
  std::vector<TokenId> tokens;
  std::vector<int64_t> starts = {0};  // where each begins, and where the last one ends

  int64_t count() const { return static_cast<int64_t>(starts.size()) - 1; }
  int64_t length(int64_t document) const { return starts[document + 1] - starts[document]; }
  void add(std::span<const TokenId> document);
};

// What a document's text may name and does not ("{sorce}; did you mean source?"), or "".
std::string unknown_place(const std::string& text);

// How rows become documents.
struct DocumentShape {
  std::string text = "{source}";  // of a row
  int64_t rows = 1;               // of a document, where rows name none
};

// Every row's text, tokenized; neighbouring rows of one document are one text, a line each. A row
// that lacks what the text names is an Error.
Documents encode_documents(std::span<const data::Row> rows, const DocumentShape& shape,
                           const rollouts::Player& player);

}  // namespace dragoman::training
