#include "corpus/heuristics.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <unordered_set>

#include "corpus/normal_text.h"
#include "text/utf8.h"

namespace dragoman::corpus {
namespace {

constexpr size_t kGram = 10;

double share(double part, double whole) { return whole == 0.0 ? 0.0 : part / whole; }

void count_characters(std::string_view text, TextShape& shape) {
  for (size_t position = 0; position < text.size();) {
    const char32_t c = text::next_code_point(text, position);
    if (text::is_white_space(c)) continue;
    const uint32_t kind = U_GET_GC_MASK(static_cast<UChar32>(c));
    const bool mark_up = c < 0x80 && std::string_view("#{}<>|\\^_*=@").find(static_cast<char>(c)) !=
                                         std::string_view::npos;
    shape.characters += 1;
    shape.letters += (kind & (U_GC_L_MASK | U_GC_M_MASK)) != 0 ? 1 : 0;
    shape.digits += (kind & U_GC_ND_MASK) != 0 ? 1 : 0;
    shape.symbols += mark_up || (kind & U_GC_S_MASK) != 0 ? 1 : 0;
  }
  shape.letters = share(shape.letters, shape.characters);
  shape.digits = share(shape.digits, shape.characters);
  shape.symbols = share(shape.symbols, shape.characters);
}

bool starts_with_bullet(std::string_view line) {
  for (const std::string_view bullet : {"-", "*", "\u2022", "\u30fb", "\u25cf", "\u25a0", "\u2023"})
    if (line.starts_with(bullet)) return true;
  return false;
}

bool is_cut(std::string_view line) {
  return line.ends_with("...") || line.ends_with("\u2026") || line.ends_with("\u22ef");
}

bool has_phrase(const std::string& line, std::span<const std::string> phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& phrase) {
    return line.find(phrase) != std::string::npos;
  });
}

void count_lines(std::string_view text, std::span<const std::string> phrases, TextShape& shape) {
  std::unordered_set<std::string> seen;
  double lines = 0;
  double bytes = 0;
  double repeated = 0;
  for (const std::string_view whole : text::split(text, '\n')) {
    const std::string_view line = text::strip(whole);
    if (line.empty()) continue;
    lines += 1;
    shape.bullet_lines += starts_with_bullet(line) ? 1 : 0;
    shape.cut_lines += is_cut(line) ? 1 : 0;
    std::string normal = normal_text(line);
    shape.boilerplate += has_phrase(normal, phrases) ? 1 : 0;
    bytes += static_cast<double>(line.size());
    if (!seen.insert(std::move(normal)).second) repeated += static_cast<double>(line.size());
  }
  shape.bullet_lines = share(shape.bullet_lines, lines);
  shape.cut_lines = share(shape.cut_lines, lines);
  shape.boilerplate = share(shape.boilerplate, lines);
  shape.repeated_lines = share(repeated, bytes);
}

void count_grams(const std::string& normal, TextShape& shape) {
  const auto units = units_of(normal);
  std::unordered_set<uint64_t> seen;
  size_t repeated = 0;
  size_t counted_to = 0;
  for (size_t i = 0; i + kGram <= units.size(); ++i) {
    if (seen.insert(gram_hash(&units[i], kGram)).second) continue;
    repeated += i + kGram - std::max(i, counted_to);
    counted_to = i + kGram;
  }
  shape.repeated_grams = share(static_cast<double>(repeated), static_cast<double>(units.size()));
}

// Of stretches without blanks that hold no character of an unspaced script.
double mean_word_of(const std::string& normal) {
  double words = 0;
  double characters = 0;
  for (const std::string_view word : text::split_whitespace(normal)) {
    const auto units = units_of(word);
    if (units.empty() || std::any_of(units.begin(), units.end(), is_character)) continue;
    words += 1;
    characters += static_cast<double>(text::count_code_points(word));
  }
  return share(characters, words);
}

}  // namespace

TextShape shape_of(std::string_view text, std::span<const std::string> phrases) {
  TextShape shape;
  count_characters(text, shape);
  count_lines(text, phrases, shape);
  const std::string normal = normal_text(text);
  count_grams(normal, shape);
  shape.mean_word = mean_word_of(normal);
  return shape;
}

std::span<const Heuristic> heuristics() {
  using S = TextShape;
  static constexpr Heuristic kAll[] = {
      {"min_characters", "characters without white space, at least", &S::characters, false, 20},
      {"min_letters", "share of letters, at least", &S::letters, false, 0.6},
      {"max_digits", "share of digits, at most", &S::digits, true, 0.2},
      {"max_symbols", "share of symbols and mark-up, at most", &S::symbols, true, 0.1},
      {"max_mean_word", "characters of a word on average, at most", &S::mean_word, true, 15},
      {"max_repeated_lines", "share of text in lines that stood before, at most",
       &S::repeated_lines, true, 0.3},
      {"max_repeated_grams", "share of text in stretches of 10 units that stood before, at most",
       &S::repeated_grams, true, 0.2},
      {"max_bullet_lines", "share of lines that begin with a bullet, at most", &S::bullet_lines,
       true, 0.9},
      {"max_cut_lines", "share of lines that end with an ellipsis, at most", &S::cut_lines, true,
       0.3},
      {"max_boilerplate", "share of lines with a phrase of `boilerplate`, at most", &S::boilerplate,
       true, 0.3}};
  return kAll;
}

std::vector<std::string> usual_boilerplate() {
  return {"lorem ipsum",
          "javascript is disabled",
          "enable javascript",
          "accept cookies",
          "all rights reserved",
          "terms of service",
          "privacy policy",
          "alle rechte vorbehalten",
          "利用規約",
          "プライバシーポリシー",
          "版权所有",
          "隐私政策"};
}

}  // namespace dragoman::corpus
