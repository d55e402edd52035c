#include "corpus/normal_text.h"

#include <unicode/uchar.h>

#include "data/fingerprint.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::corpus {
namespace {

bool within(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

bool is_blank(char32_t c) { return c == ' ' || within(c, '\t', '\r') || c == 0x3000; }

// Characters that stay as they are under NFKC and case folding, whatever stands beside them among
// characters that `folded_simply` knows: nothing there combines.
bool stays(char32_t c) {
  return within(c, 0xe0, 0xf6) || within(c, 0xf8, 0xff) || within(c, 0x430, 0x44f) ||
         within(c, 0x3001, 0x3011) || within(c, 0x3041, 0x3096) || within(c, 0x30a1, 0x30fe) ||
         within(c, 0x3400, 0x4dbf) || within(c, 0x4e00, 0x9fff) || within(c, 0xac00, 0xd7a3) ||
         c == 0x2013 || c == 0x2014 || within(c, 0x2018, 0x201d);
}

// The lower-case form, or 0 where only the full algorithm knows.
char32_t folded_simply(char32_t c) {
  if (within(c, 'A', 'Z')) return c + 0x20;
  if (c < 0x80 || stays(c)) return c;
  if (within(c, 0xc0, 0xde) && c != 0xd7) return c + 0x20;
  if (within(c, 0x410, 0x42f)) return c + 0x20;
  if (within(c, 0xff01, 0xff5e)) return folded_simply(c - 0xfee0);  // full-width ASCII
  return 0;
}

// False, with half a result, where a character needs the full algorithm.
bool normalize_simply(std::string_view text, std::string& out) {
  bool gap = false;
  for (size_t position = 0; position < text.size();) {
    const char32_t c = text::next_code_point(text, position);
    if (is_blank(c)) {
      gap = !out.empty();
      continue;
    }
    const char32_t folded = folded_simply(c);
    if (folded == 0) return false;
    if (gap) out += ' ';
    gap = false;
    if (folded < 0x80)
      out += static_cast<char>(folded);
    else
      text::append_utf8(out, folded);
  }
  return true;
}

bool is_unspaced(char32_t c) {
  return within(c, 0x4e00, 0x9fff) || within(c, 0x3040, 0x30ff) || within(c, 0x3400, 0x4dbf) ||
         within(c, 0x31f0, 0x31ff) || within(c, 0xf900, 0xfaff) || within(c, 0x20000, 0x3ffff) ||
         within(c, 0x0e00, 0x0eff) || within(c, 0x1000, 0x109f) || within(c, 0x1780, 0x17ff);
}

bool is_word_character(char32_t c) {
  if (c < 0x80) return within(c, 'a', 'z') || within(c, '0', '9') || within(c, 'A', 'Z');
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

Unit unit_of(std::string_view letters, bool character) {
  return (data::fingerprint(letters).low & ~uint64_t{1}) | (character ? 1 : 0);
}

}  // namespace

std::string normal_text(std::string_view text) {
  std::string normal;
  normal.reserve(text.size());
  if (normalize_simply(text, normal)) return normal;
  normal.clear();
  const std::string folded = text::fold_case(text::normalize(text, text::NormalForm::kNfkc));
  for (const auto word : text::split_whitespace(folded))
    normal.append(normal.empty() ? "" : " ").append(word);
  return normal;
}

std::vector<Unit> units_of(std::string_view normal) {
  std::vector<Unit> units;
  size_t word = normal.size();  // where the word under way began; the end: there is none
  const auto end_word = [&](size_t end) {
    if (word < end) units.push_back(unit_of(normal.substr(word, end - word), false));
    word = normal.size();
  };
  for (size_t position = 0; position < normal.size();) {
    const size_t start = position;
    const char32_t c = text::next_code_point(normal, position);
    const bool letter = is_word_character(c);
    const bool alone = letter && is_unspaced(c);
    if (alone || !letter) end_word(start);
    if (alone) units.push_back(unit_of(normal.substr(start, position - start), true));
    if (letter && !alone && word == normal.size()) word = start;
  }
  end_word(normal.size());
  return units;
}

uint64_t gram_hash(const Unit* first, size_t count) {
  uint64_t state = count;
  for (size_t i = 0; i < count; ++i) state = mixed((state ^ first[i]) * 0x9e3779b97f4a7c15ULL + i);
  return state;
}

}  // namespace dragoman::corpus
