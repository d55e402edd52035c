#include "text/regular_classes.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <charconv>

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEF";

icu::UnicodeSet categories(uint32_t mask) {
  icu::UnicodeSet set;
  UErrorCode status = U_ZERO_ERROR;
  set.applyIntPropertyValue(UCHAR_GENERAL_CATEGORY_MASK, static_cast<int32_t>(mask), status);
  return set;
}

// What Python's str methods say of one character.
icu::UnicodeSet digits() { return categories(U_GC_ND_MASK); }

icu::UnicodeSet words() {
  icu::UnicodeSet set = categories(U_GC_L_MASK | U_GC_N_MASK);
  return set.add('_');
}

icu::UnicodeSet spaces() {
  icu::UnicodeSet set;
  for (char32_t c = 0; c < 0x3001; ++c)
    if (is_python_space(c)) set.add(static_cast<UChar32>(c));
  return set;
}

icu::UnicodeSet single(char32_t c) {
  const auto code_point = static_cast<UChar32>(c);
  return {code_point, code_point};
}

char32_t read_code_point(RegularCursor& cursor, size_t digits_wanted) {
  std::string_view digits_seen;
  const bool braces = digits_wanted == 2 && cursor.take("{");
  const std::string_view rest = cursor.rest();
  digits_seen = rest.substr(0, braces ? rest.find('}') : digits_wanted);
  uint32_t value = 0;
  const char* end = digits_seen.data() + digits_seen.size();
  const auto [stop, error] = std::from_chars(digits_seen.data(), end, value, 16);
  const bool short_of =
      braces ? digits_seen.size() == rest.size() : digits_seen.size() != digits_wanted;
  if (error != std::errc() || stop != end || short_of || value > 0x10FFFF)
    cursor.invalid("a code point in hexadecimal digits is expected");
  cursor.take(digits_seen);
  if (braces) cursor.take("}");
  return value;
}

// \p{Lu}, \pL, \p{Script=Cyrillic}, \p{Cyrillic}: ICU knows the names.
icu::UnicodeSet read_property(RegularCursor& cursor, bool negated) {
  std::string name;
  if (cursor.take("{")) {
    while (!cursor.at_end() && !cursor.at("}")) append_utf8(name, cursor.take_character());
    if (!cursor.take("}")) cursor.invalid("\\p{ is not closed");
  } else if (!cursor.at_end()) {
    append_utf8(name, cursor.take_character());
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeSet set(icu::UnicodeString::fromUTF8("[\\p{" + name + "}]"), status);
  if (U_FAILURE(status)) cursor.invalid(fmt::format("\\p{{{}}} is no property of Unicode", name));
  return negated ? set.complement() : set;
}

// A class's item that can begin or end a range is one character.
bool is_single(const icu::UnicodeSet& set) { return set.size() == 1; }

icu::UnicodeSet read_item(RegularCursor& cursor) {
  if (cursor.at_end()) cursor.invalid("[ is not closed");
  if (cursor.at("[:")) cursor.unsupported("[: :]; write \\p{…}");
  if (cursor.at("&&")) cursor.unsupported("&& inside a class");
  return cursor.take("\\") ? read_escape(cursor) : single(cursor.take_character());
}

}  // namespace

bool RegularCursor::take(std::string_view text) {
  if (!at(text)) return false;
  position_ += text.size();
  return true;
}

char32_t RegularCursor::take_character() { return next_code_point(pattern_, position_); }

void RegularCursor::unsupported(std::string_view what) const {
  throw_input("{}: the regular expression {} holds {}, which is not supported (before byte {})",
              where_, pattern_, what, position_ + 1);
}

void RegularCursor::invalid(std::string_view what) const {
  throw_input("{}: the regular expression {} is not valid: {} (before byte {})", where_, pattern_,
              what, position_ + 1);
}

icu::UnicodeSet read_escape(RegularCursor& cursor) {
  if (cursor.at_end()) cursor.invalid("a \\ at the end");
  const char32_t c = cursor.take_character();
  switch (c) {
    case 'd': return digits();
    case 'D': return digits().complement();
    case 'w': return words();
    case 'W': return words().complement();
    case 's': return spaces();
    case 'S': return spaces().complement();
    case 'p': return read_property(cursor, /*negated=*/false);
    case 'P': return read_property(cursor, /*negated=*/true);
    case 'n': return single('\n');
    case 'r': return single('\r');
    case 't': return single('\t');
    case 'f': return single('\f');
    case 'v': return single('\v');
    case 'a': return single('\a');
    case 'x': return single(read_code_point(cursor, 2));
    case 'u': return single(read_code_point(cursor, 4));
    case 'U': return single(read_code_point(cursor, 8));
    default: break;
  }
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  if (letter) cursor.unsupported(fmt::format("\\{}", static_cast<char>(c)));
  return single(c);
}

icu::UnicodeSet read_class(RegularCursor& cursor) {
  const bool negated = cursor.take("^");
  icu::UnicodeSet set;
  for (bool first = true; first || !cursor.take("]"); first = false) {
    const icu::UnicodeSet low = read_item(cursor);
    const bool range = cursor.at("-") && !cursor.at("-]");
    if (!range) {
      set.addAll(low);
      continue;
    }
    cursor.take("-");
    const icu::UnicodeSet high = read_item(cursor);
    if (!is_single(low) || !is_single(high) || low.charAt(0) > high.charAt(0))
      cursor.invalid("a range of a class runs from one character to a later one");
    set.add(low.charAt(0), high.charAt(0));
  }
  return negated ? set.complement() : set;
}

}  // namespace dragoman::text
