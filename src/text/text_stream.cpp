#include "text/text_stream.h"

namespace dragoman::text {
namespace {

constexpr std::string_view kIncomplete = "\xEF\xBF\xBD";  // U+FFFD

// "<0x41>": what a run of these means is known when it has ended.
bool is_byte_token(std::string_view token) { return token.size() == 6 && token.starts_with("<0x"); }

}  // namespace

std::string TextStream::advance(std::string_view text) {
  if (!text.starts_with(given_)) return "";
  std::string piece(text.substr(given_.size()));
  given_ = text;
  return piece;
}

std::string TextStream::push(TokenId id) {
  ids_.push_back(id);
  if (!tokenizer_.has_token(id) || is_byte_token(tokenizer_.token(id))) return "";
  if (skip_special_tokens_ && tokenizer_.is_special(id)) return "";  // ends no run of bytes
  const std::string all = tokenizer_.decode(ids_, skip_special_tokens_);
  std::string_view certain = all;
  while (certain.ends_with(kIncomplete)) certain.remove_suffix(kIncomplete.size());
  return advance(certain);
}

std::string TextStream::finish() { return advance(tokenizer_.decode(ids_, skip_special_tokens_)); }

}  // namespace dragoman::text
