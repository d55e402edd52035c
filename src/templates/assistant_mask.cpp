#include "templates/assistant_mask.h"

#include <algorithm>

namespace dragoman::templates {
namespace {

struct Boundary {
  size_t tokens = 0;  // that lie before it
  bool exact = true;  // no token reaches over it
};

// Found by encoding the part before it: what the two encodings share is not changed by what
// follows.
Boundary boundary(const text::Tokenizer& tokenizer, const std::string& text,
                  const std::vector<TokenId>& ids, size_t at) {
  if (at >= text.size()) return {ids.size(), true};
  const std::vector<TokenId> before = tokenizer.encode(text.substr(0, at), false);
  const auto differs = std::mismatch(before.begin(), before.end(), ids.begin(), ids.end());
  return {static_cast<size_t>(differs.first - before.begin()), differs.first == before.end()};
}

}  // namespace

size_t tokens_before(const text::Tokenizer& tokenizer, const std::string& text,
                     const std::vector<TokenId>& ids, size_t at) {
  return boundary(tokenizer, text, ids, at).tokens;
}

std::vector<uint8_t> assistant_mask(const text::Tokenizer& tokenizer, const Rendered& rendered,
                                    const std::vector<TokenId>& ids) {
  std::vector<uint8_t> mask(ids.size(), 0);
  for (const Generated& span : rendered.generated) {
    if (span.begin >= span.end) continue;
    const Boundary begin = boundary(tokenizer, rendered.text, ids, span.begin);
    const Boundary end = boundary(tokenizer, rendered.text, ids, span.end);
    const size_t last = std::min(ids.size(), end.tokens + (end.exact ? 0 : 1));
    for (size_t t = begin.tokens; t < last; ++t) mask[t] = 1;
  }
  return mask;
}

}  // namespace dragoman::templates
