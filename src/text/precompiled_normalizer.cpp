// sentencepiece's normalization rules in their compiled form: a double-array trie (Aoe 1989) of
// what is replaced, and the replacements, each ended by a zero byte. As `tokenizers` does, a short
// grapheme is looked up whole, then character by character, and what is found first, the shortest
// rule, replaces all of it.
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <cstring>
#include <optional>

#include "base/error.h"
#include "text/base64.h"
#include "text/normalizer.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

constexpr size_t kLongestGrapheme = 5;  // in bytes; longer ones are only looked up by character

class Charsmap {
 public:
  // `blob`: the trie's size in bytes, its units, the replacements; all little-endian.
  Charsmap(std::string_view blob, const std::string& where) {
    uint32_t size = 0;
    if (blob.size() >= sizeof size) std::memcpy(&size, blob.data(), sizeof size);
    if (size < sizeof(uint32_t) || size % sizeof(uint32_t) != 0 || size > blob.size() - sizeof size)
      throw_input("{}: \"precompiled_charsmap\" is damaged", where);
    units_.resize(size / sizeof(uint32_t));
    std::memcpy(units_.data(), blob.data() + sizeof size, size);
    replacements_ = blob.substr(sizeof size + size);
  }

  // What replaces `chunk`; nothing where no rule begins it.
  std::optional<std::string_view> find(std::string_view chunk) const {
    size_t node = offset(units_[0]);
    for (const char c : chunk) {
      const auto byte = static_cast<unsigned char>(c);
      node ^= byte;
      if (byte == 0 || node >= units_.size() || label(units_[node]) != byte) return std::nullopt;
      const bool ends = has_leaf(units_[node]);
      node ^= offset(units_[node]);
      if (ends && node < units_.size()) return replacement(value(units_[node]));
    }
    return std::nullopt;
  }

 private:
  static bool has_leaf(uint32_t unit) { return ((unit >> 8) & 1) != 0; }
  static uint32_t value(uint32_t unit) { return unit & 0x7FFFFFFF; }
  static uint32_t label(uint32_t unit) { return unit & 0x800000FF; }
  static size_t offset(uint32_t unit) { return size_t{unit >> 10} << ((unit & 0x200) >> 6); }

  std::string_view replacement(size_t begin) const {
    if (begin >= replacements_.size()) return "";
    const std::string_view rest = std::string_view(replacements_).substr(begin);
    return rest.substr(0, rest.find('\0'));
  }

  std::vector<uint32_t> units_;
  std::string replacements_;
};

// ICU's grapheme boundaries in UTF-8 text; one a thread.
class Graphemes {
 public:
  Graphemes() {
    UErrorCode status = U_ZERO_ERROR;
    breaks_ = ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status);
    if (U_FAILURE(status)) throw_failure("ICU's grapheme rules: {}", u_errorName(status));
  }
  Graphemes(const Graphemes&) = delete;
  Graphemes& operator=(const Graphemes&) = delete;
  ~Graphemes() {
    ubrk_close(breaks_);
    utext_close(&text_);
  }

  template <class Visit>
  void for_each(std::string_view text, Visit visit) {
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(&text_, text.data(), static_cast<int64_t>(text.size()), &status);
    ubrk_setUText(breaks_, &text_, &status);
    if (U_FAILURE(status)) throw_failure("graphemes: {}", u_errorName(status));
    int32_t begin = ubrk_first(breaks_);
    for (int32_t end = ubrk_next(breaks_); end != UBRK_DONE; end = ubrk_next(breaks_)) {
      visit(text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin)));
      begin = end;
    }
  }

 private:
  UBreakIterator* breaks_ = nullptr;
  UText text_ = UTEXT_INITIALIZER;
};

class Precompiled final : public Normalizer {
 public:
  Precompiled(std::string_view blob, const std::string& where) : map_(blob, where) {}

  std::string_view apply(std::string_view text, std::string& storage) const override {
    storage.reserve(text.size());
    if (!is_simple(text)) {
      thread_local Graphemes graphemes;
      graphemes.for_each(text, [&](std::string_view part) { append_grapheme(part, storage); });
      return storage;
    }
    for (size_t i = 0; i < text.size(); ++i) append_character(text.substr(i, 1), storage);
    return storage;
  }

 private:
  // Whether every byte is a grapheme.
  static bool is_simple(std::string_view text) {
    for (const char c : text)
      if (static_cast<unsigned char>(c) >= 0x80 || c == '\r') return false;
    return true;
  }

  void append_grapheme(std::string_view grapheme, std::string& out) const {
    if (grapheme.size() <= kLongestGrapheme) {
      if (const auto found = map_.find(grapheme)) {
        out += *found;
        return;
      }
    }
    for (size_t position = 0; position < grapheme.size();) {
      const size_t begin = position;
      next_code_point(grapheme, position);
      append_character(grapheme.substr(begin, position - begin), out);
    }
  }

  void append_character(std::string_view character, std::string& out) const {
    out += map_.find(character).value_or(character);
  }

  Charsmap map_;
};

// A map of nothing, for a file whose rules are empty.
class Unchanged final : public Normalizer {
 public:
  std::string_view apply(std::string_view text, std::string&) const override { return text; }
};

}  // namespace

std::unique_ptr<Normalizer> make_precompiled(const JsonPlace& place) {
  if (!place.has("precompiled_charsmap")) return std::make_unique<Unchanged>();
  const std::string text = place.string("precompiled_charsmap");
  const auto blob = decode_base64(text);
  if (!blob) throw_input("{}: \"precompiled_charsmap\" is not base64", place.where());
  if (blob->empty()) return std::make_unique<Unchanged>();
  return std::make_unique<Precompiled>(*blob, place.where());
}

}  // namespace dragoman::text
