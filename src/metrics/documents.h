// The documents of a corpus, for metrics that look over the ends of sentences.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "metrics/corpus.h"

namespace dragoman::metrics {

struct Document {
  std::vector<size_t> rows;             // its sentences, in their order; at least one
  std::vector<std::string> references;  // reference r of all sentences, joined
  std::string source;                   // "" where the corpus has none
};

// In the order of first appearance. Sentences of a document that have different numbers of
// references can't be joined: the user's error.
std::vector<Document> documents_of(const Corpus& corpus);

// The texts of those rows with a space between them.
std::string joined(std::span<const std::string> texts, std::span<const size_t> rows);

}  // namespace dragoman::metrics
