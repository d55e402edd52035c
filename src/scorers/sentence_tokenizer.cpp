#include "scorers/sentence_tokenizer.h"

#include "base/error.h"

namespace dragoman::scorers {

SentenceTokenizer::SentenceTokenizer(const Path& folder, int64_t vocabulary)
    : tokenizer_(text::Tokenizer::load(folder)) {
  const std::vector<TokenId> frame = tokenizer_.encode("", true);
  if (frame.size() != 2)
    throw_input(
        "{}: this tokenizer puts {} special tokens around a text, an encoder's puts one before and "
        "one behind; give a folder with the encoder's tokenizer.json",
        folder.string(), frame.size());
  if (tokenizer_.vocabulary_size() > vocabulary)
    throw_input("{}: the tokenizer has {} ids, the encoder only {}", folder.string(),
                tokenizer_.vocabulary_size(), vocabulary);
  begin_ = frame.front();
  end_ = frame.back();
}

std::vector<TokenId> SentenceTokenizer::encode(std::string_view text, int64_t length) const {
  std::vector<TokenId> ids = tokenizer_.encode(text, true);
  if (static_cast<int64_t>(ids.size()) > length) {
    ids.resize(static_cast<size_t>(length));
    ids.back() = end_;
  }
  return ids;
}

}  // namespace dragoman::scorers
