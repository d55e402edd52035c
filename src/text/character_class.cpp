#include "text/character_class.h"

#include <unicode/uchar.h>

namespace dragoman::text {
namespace {

bool in_categories(char32_t c, uint32_t mask) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & mask) != 0;
}

// The same in an older Unicode, for what `tokenizers` reads from older tables.
bool in_categories(char32_t c, uint32_t mask, uint8_t unicode) {
  return in_categories(c, mask) && is_in_unicode(c, unicode);
}

}  // namespace

bool is_in_unicode(char32_t c, uint8_t unicode) {
  UVersionInfo version;
  u_charAge(static_cast<UChar32>(c), version);
  return version[0] <= unicode;
}

bool is_word_character(char32_t c) {
  const auto code_point = static_cast<UChar32>(c);
  return u_hasBinaryProperty(code_point, UCHAR_ALPHABETIC) ||
         in_categories(c, U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK) ||
         u_hasBinaryProperty(code_point, UCHAR_JOIN_CONTROL);
}

bool is_numeric(char32_t c) { return in_categories(c, U_GC_ND_MASK | U_GC_NL_MASK | U_GC_NO_MASK); }

bool is_punctuation(char32_t c) {
  if (c < 0x80) return c > 0x20 && c < 0x7F && !u_isalnum(static_cast<UChar32>(c));
  // Characters named here and below are those whose category changed later.
  return in_categories(c, U_GC_P_MASK, 8) || c == 0x166D || c == 0x111C9;
}

bool is_mark(char32_t c) {
  if (c < 0x300 || c == 0x111C9) return false;
  return in_categories(c, U_GC_M_MASK, 9) || c == 0x1CF2 || c == 0x1CF3;
}

bool is_nonspacing_mark(char32_t c) {
  if (c < 0x300 || c == 0x1885 || c == 0x1886 || c == 0xA9BD || c == 0x111C9) return false;
  return in_categories(c, U_GC_MN_MASK, 8) || c == 0x1734;
}

bool is_control(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return in_categories(c, U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK, 8);
}

bool is_ideograph(char32_t c) {
  // The first bound of extension E is the one that `tokenizers` has, 0x100 above the block's.
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

char32_t lower_character(char32_t c) {
  return static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
}

}  // namespace dragoman::text
