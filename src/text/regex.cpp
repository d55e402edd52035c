#include "text/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <new>

#include "base/error.h"

namespace dragoman::text {
namespace {

// Rewrites one pattern from Oniguruma's Ruby syntax to PCRE2's.
class Translation {
 public:
  Translation(std::string_view pattern, std::string_view where) : in_(pattern), where_(where) {}

  std::string run() {
    while (position_ < in_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    const char c = in_[position_];
    if (c == '\\') {
      escape();
      return;
    }
    if (in_class_) {
      if (c == '[') refuse("a class inside a class");
      if (c == '&' && in_.substr(position_, 2) == "&&") refuse("&& inside a class");
      if (c == ']') in_class_ = false;
    } else if (c == '[') {
      open_class();
      return;
    } else if (c == '}' && in_.substr(position_, 2) == "}+") {
      refuse("+ after {…}");
    }
    out_ += c;
    ++position_;
  }

  // Copies "[", "[^" and a "]" that stands first, where it is a plain character.
  void open_class() {
    in_class_ = true;
    out_ += in_[position_++];
    if (position_ < in_.size() && in_[position_] == '^') out_ += in_[position_++];
    if (position_ < in_.size() && in_[position_] == ']') {
      out_ += "\\]";
      ++position_;
    }
  }

  void escape() {
    if (position_ + 1 >= in_.size()) refuse("a \\ at the end");
    const char c = in_[position_ + 1];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    position_ += 2;
    switch (c) {
      case 's': out_ += "\\p{White_Space}"; return;
      case 'S': out_ += "\\P{White_Space}"; return;
      case 'w': out_ += in_class_ ? kWord : "[" + std::string(kWord) + kLatinWord + "]"; return;
      case 'W':
        if (in_class_) refuse("\\W inside a class");
        out_ += "[^" + std::string(kWord) + kLatinWord + "]";
        return;
      case 'u': unicode(); return;
      default: break;
    }
    if (letter && std::string_view("pPdDnrtfvxA").find(c) == std::string_view::npos)
      refuse(std::string("\\") + c);
    out_ += '\\';
    out_ += c;
    if ((c == 'p' || c == 'P' || c == 'x') && position_ < in_.size() && in_[position_] == '{') {
      const size_t end = std::min(in_.find('}', position_), in_.size() - 1) + 1;
      out_ += in_.substr(position_, end - position_);
      position_ = end;
    }
  }

  void unicode() {  // \uHHHH
    const std::string_view digits = in_.substr(position_, 4);
    if (digits.size() != 4 ||
        digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
      refuse("\\u without four hexadecimal digits");
    out_ += "\\x{" + std::string(digits) + "}";
    position_ += 4;
  }

  [[noreturn]] void refuse(std::string_view what) const {
    throw_input("{}: the regular expression {} is not supported: {}", where_, in_, what);
  }

  // Alphabetic, which is L, Nl and letters in circles and squares; M, Nd and Pc.
  static constexpr const char* kWord =
      "\\p{L}\\p{Nl}\\x{24B6}-\\x{24E9}\\x{1F130}-\\x{1F149}\\x{1F150}-\\x{1F169}"
      "\\x{1F170}-\\x{1F189}\\p{M}\\p{Nd}\\p{Pc}";
  // Oniguruma's table for Latin-1, read only outside of classes, also has the numbers.
  static constexpr const char* kLatinWord = "\\x{B2}\\x{B3}\\x{B9}\\x{BC}-\\x{BE}";

  std::string_view in_;
  std::string_view where_;
  std::string out_;
  size_t position_ = 0;
  bool in_class_ = false;
};

struct FreeMatchData {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

// Where PCRE2 writes the ends of a match; one a thread.
pcre2_match_data* match_data() {
  thread_local const std::unique_ptr<pcre2_match_data, FreeMatchData> data(
      pcre2_match_data_create(1, nullptr));
  if (!data) throw std::bad_alloc();
  return data.get();
}

PCRE2_SPTR bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

void Regex::Free::operator()(void* code) const { pcre2_code_free(static_cast<pcre2_code*>(code)); }

Regex::Regex(std::string_view pattern, Syntax syntax, std::string_view where) {
  const bool literal = syntax == Syntax::kLiteral;
  const std::string translated = literal ? std::string(pattern) : Translation(pattern, where).run();
  const uint32_t options =
      PCRE2_UTF | (literal ? PCRE2_LITERAL : PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C);
  int code = 0;
  size_t offset = 0;
  code_.reset(
      pcre2_compile(bytes(translated), translated.size(), options, &code, &offset, nullptr));
  if (!code_) {
    char message[256];
    pcre2_get_error_message(code, reinterpret_cast<PCRE2_UCHAR*>(message), sizeof message);
    throw_input("{}: the regular expression {} is not valid: {}", where, pattern, message);
  }
  // Without the JIT (a hardened kernel) the same matches are found, slower.
  pcre2_jit_compile(static_cast<pcre2_code*>(code_.get()), PCRE2_JIT_COMPLETE);
}

bool Regex::find(std::string_view text, size_t start, Match& match) const {
  const auto* code = static_cast<const pcre2_code*>(code_.get());
  pcre2_match_data* data = match_data();
  int found = pcre2_match(code, bytes(text), text.size(), start, PCRE2_NO_UTF_CHECK, data, nullptr);
  if (found == PCRE2_ERROR_JIT_STACKLIMIT)
    found = pcre2_match(code, bytes(text), text.size(), start, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT,
                        data, nullptr);
  if (found == PCRE2_ERROR_NOMATCH) return false;
  if (found < 0)
    throw_failure("a regular expression of the model's files takes too long (PCRE2 {})", found);
  const size_t* ends = pcre2_get_ovector_pointer(data);
  match = {ends[0], ends[1]};
  return true;
}

}  // namespace dragoman::text
