// The characters that an escape or a [class] of a regular expression stands for.
#pragma once

#include <unicode/uniset.h>

#include <optional>
#include <string>
#include <string_view>

namespace dragoman::text {

// Where a parser is in its pattern, and how it complains.
class RegularCursor {
 public:
  RegularCursor(std::string_view pattern, std::string_view where)
      : pattern_(pattern), where_(where) {}

  bool at_end() const { return position_ >= pattern_.size(); }
  bool at(std::string_view text) const { return rest().starts_with(text); }
  bool take(std::string_view text);  // moves past it, if it is next
  char32_t take_character();         // not at the end
  std::string_view rest() const { return pattern_.substr(position_); }
  size_t position() const { return position_; }

  [[noreturn]] void unsupported(std::string_view what) const;
  [[noreturn]] void invalid(std::string_view what) const;

 private:
  std::string_view pattern_;
  std::string_view where_;
  size_t position_ = 0;
};

// Behind a backslash: \d, \p{L}, \n, \x41, \., …
icu::UnicodeSet read_escape(RegularCursor& cursor);

// Behind "[", up to and with its "]".
icu::UnicodeSet read_class(RegularCursor& cursor);

}  // namespace dragoman::text
