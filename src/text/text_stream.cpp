#include "text/text_stream.h"

#include "text/byte_tokens.h"

namespace dragoman::text {
namespace {

constexpr std::string_view kIncomplete = "\xEF\xBF\xBD";  // U+FFFD
constexpr size_t kMostIds = 32;                           // then all but the last few are forgotten

// Without a character whose last bytes may still come: at most three bytes, one U+FFFD.
std::string_view certain(std::string_view text) {
  if (text.ends_with(kIncomplete)) text.remove_suffix(kIncomplete.size());
  return text;
}

}  // namespace

std::string TextStream::advance(std::string_view text) {
  if (!text.starts_with(given_)) return "";
  std::string piece(text.substr(given_.size()));
  given_ = text;
  return piece;
}

// Keeps so few ids that a new beginning changes nothing but the first one's text (a space that it
// loses), and enough that an incomplete character, of at most three ids, lies behind the first.
void TextStream::forget(std::string_view text) {
  for (const size_t kept : {size_t{8}, size_t{4}}) {
    std::vector<TokenId> last(ids_.end() - static_cast<std::ptrdiff_t>(kept), ids_.end());
    const std::string whole = tokenizer_.decode(last, false);
    const std::string first = tokenizer_.decode({last.data(), 1}, false);
    if (!whole.starts_with(first)) continue;
    const std::string_view rest = std::string_view(whole).substr(first.size());
    if (rest.find_first_not_of(' ') == rest.npos || !text.ends_with(rest)) continue;
    ids_ = std::move(last);
    given_ = certain(whole);
    return;
  }
}

std::string TextStream::push(TokenId id) {
  if (!tokenizer_.has_token(id)) return "";
  if (skip_special_tokens_ && tokenizer_.is_special(id)) return "";  // ends no run of bytes
  ids_.push_back(id);
  if (byte_of_token(tokenizer_.token(id)) >= 0) return "";  // known when the run has ended
  const std::string text = tokenizer_.decode(ids_, false);
  std::string piece = advance(certain(text));
  if (ids_.size() >= kMostIds && given_ == certain(text)) forget(text);
  return piece;
}

std::string TextStream::finish() { return advance(tokenizer_.decode(ids_, false)); }

}  // namespace dragoman::text
