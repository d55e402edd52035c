#include "metrics/documents.h"

#include <map>

#include "base/error.h"

namespace dragoman::metrics {
namespace {

std::vector<std::string> joined_references(const Corpus& corpus, std::span<const size_t> rows) {
  const size_t count = corpus.references[rows.front()].size();
  std::vector<std::string> references(count);
  for (size_t r = 0; r < count; ++r) {
    for (const size_t i : rows) {
      if (corpus.references[i].size() != count)
        throw_input("document {}: its sentences have different numbers of references",
                    corpus.documents[i]);
      if (i != rows.front()) references[r] += ' ';
      references[r] += corpus.references[i][r];
    }
  }
  return references;
}

}  // namespace

std::vector<Document> documents_of(const Corpus& corpus) {
  DRAGOMAN_CHECK(corpus.documents.size() == corpus.size(), "one document id a sentence");
  std::map<std::string_view, size_t> places;
  std::vector<Document> documents;
  for (size_t i = 0; i < corpus.size(); ++i) {
    const auto [place, is_new] = places.try_emplace(corpus.documents[i], documents.size());
    if (is_new) documents.emplace_back();
    documents[place->second].rows.push_back(i);
  }
  for (Document& document : documents) {
    document.references = joined_references(corpus, document.rows);
    if (!corpus.sources.empty()) document.source = joined(corpus.sources, document.rows);
  }
  return documents;
}

std::string joined(std::span<const std::string> texts, std::span<const size_t> rows) {
  std::string text;
  for (const size_t i : rows) {
    if (i != rows.front()) text += ' ';
    text += texts[i];
  }
  return text;
}

}  // namespace dragoman::metrics
