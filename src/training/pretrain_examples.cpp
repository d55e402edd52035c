#include "training/pretrain_examples.h"

#include <algorithm>

#include "training/documents.h"

namespace dragoman::training {
namespace {

void add_pieces(const Documents& documents, int64_t longest, std::vector<Example>& examples) {
  for (int64_t i = 0; i < documents.count(); ++i)
    for (int64_t from = 0; from + 1 < documents.length(i); from += longest) {
      const auto begin = documents.tokens.begin() + documents.starts[i] + from;
      const int64_t length = std::min(longest, documents.length(i) - from);
      Example example{{begin, begin + length},
                      std::vector<uint8_t>(static_cast<size_t>(length), 1)};
      example.trained.front() = 0;
      examples.push_back(std::move(example));
    }
}

}  // namespace

std::vector<Example> document_examples(const Recipe& recipe, const Materials& materials,
                                       const DocumentLimits& limits) {
  std::vector<Example> examples;
  for (size_t d = 0; d < recipe.pretrain.domains.size(); ++d) {
    const PretrainDomain& domain = recipe.pretrain.domains[d];
    auto rows = domain.chosen(domain.data ? materials.domains[d].train : materials.train);
    rows.resize(std::min(rows.size(), static_cast<size_t>(limits.rows)));
    const DocumentShape shape{domain.document, domain.rows_per_document};
    add_pieces(encode_documents(rows, shape, materials.player()), limits.longest, examples);
  }
  return examples;
}

}  // namespace dragoman::training
