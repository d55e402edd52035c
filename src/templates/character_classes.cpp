// str.isupper and its siblings, by Unicode's properties.
#include <unicode/uchar.h>

#include <algorithm>

#include "templates/unicode_text.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

bool is_identifier(std::string_view text) {
  size_t at = 0;
  for (bool first = true; at < text.size(); first = false) {
    const char32_t c = text::next_code_point(text, at);
    const auto u = static_cast<UChar32>(c);
    if (first && c != '_' && !u_hasBinaryProperty(u, UCHAR_XID_START)) return false;
    if (!first && !u_hasBinaryProperty(u, UCHAR_XID_CONTINUE)) return false;
  }
  return !text.empty();
}

// Whether no character is of the other case and one is cased.
bool is_cased_as(std::string_view text, bool upper) {
  bool cased = false;
  for (size_t at = 0; at < text.size();) {
    const auto c = static_cast<UChar32>(text::next_code_point(text, at));
    if (upper ? u_hasBinaryProperty(c, UCHAR_LOWERCASE) : u_hasBinaryProperty(c, UCHAR_UPPERCASE))
      return false;
    if (u_charType(c) == U_TITLECASE_LETTER) return false;
    cased |= upper ? u_hasBinaryProperty(c, UCHAR_UPPERCASE) != 0
                   : u_hasBinaryProperty(c, UCHAR_LOWERCASE) != 0;
  }
  return cased;
}

bool is_title(std::string_view text) {
  bool cased = false;
  bool inside = false;
  for (size_t at = 0; at < text.size();) {
    const auto c = static_cast<UChar32>(text::next_code_point(text, at));
    const bool upper = u_hasBinaryProperty(c, UCHAR_UPPERCASE) || u_istitle(c);
    const bool lower = u_hasBinaryProperty(c, UCHAR_LOWERCASE);
    if ((upper && inside) || (lower && !inside)) return false;
    inside = upper || lower;
    cased |= inside;
  }
  return cased;
}

bool is_numeric_type(UChar32 c, int least) {
  return u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) != U_NT_NONE &&
         (least == 0 || u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) <= least);
}

bool has_class(std::string_view name, char32_t character) {
  const auto c = static_cast<UChar32>(character);
  if (name == "alpha") return u_isalpha(c);
  if (name == "decimal") return u_charType(c) == U_DECIMAL_DIGIT_NUMBER;
  if (name == "digit") return is_numeric_type(c, U_NT_DIGIT);
  if (name == "numeric") return is_numeric_type(c, 0);
  if (name == "alnum") return u_isalpha(c) || is_numeric_type(c, 0);
  if (name == "space") return text::is_python_space(character);
  return false;
}

}  // namespace

std::optional<bool> is_all(std::string_view name, std::string_view text) {
  if (name == "upper" || name == "lower") return is_cased_as(text, name == "upper");
  if (name == "title") return is_title(text);
  if (name == "identifier") return is_identifier(text);
  const bool ascii = name == "ascii";
  const bool printable = name == "printable";
  constexpr std::string_view kClasses[] = {"alpha",   "decimal", "digit",
                                           "numeric", "alnum",   "space"};
  if (!ascii && !printable &&
      std::find(std::begin(kClasses), std::end(kClasses), name) == std::end(kClasses))
    return std::nullopt;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = text::next_code_point(text, at);
    const bool in = ascii ? c < 0x80 : printable ? is_printable(c) : has_class(name, c);
    if (!in) return false;
  }
  return ascii || printable || !text.empty();
}

bool is_printable(char32_t character) {
  if (character == ' ') return true;
  constexpr uint32_t kHidden = U_GC_C_MASK | U_GC_Z_MASK;
  return !(U_GET_GC_MASK(static_cast<UChar32>(character)) & kHidden);
}

}  // namespace dragoman::templates
