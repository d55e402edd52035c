// tercom's tokenizer as sacreBLEU 2.6.0 ports it. Its rule for kana is left out because it can't
// apply: it is anchored to the start of a line that has been padded by then. So is the one for a
// possessive at the end of the line.
#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "metrics/ter.h"
#include "metrics/tokenizer.h"
#include "text/normalize.h"
#include "text/replace_all.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

using Ranges = std::span<const std::pair<char32_t, char32_t>>;

// Ideographs, strokes, radicals and compatibility forms; 3200–3F22 is the published range.
constexpr std::pair<char32_t, char32_t> kIdeographs[] = {
    {0x4e00, 0x9fff}, {0x3400, 0x4dbf}, {0x31c0, 0x31ef}, {0x2e80, 0x2eff},
    {0x3300, 0x33ff}, {0xf900, 0xfaff}, {0xfe30, 0xfe4f}};
constexpr std::pair<char32_t, char32_t> kEnclosed[] = {{0x3200, 0x3f22}};
constexpr std::pair<char32_t, char32_t> kAsianPunctuation[] = {
    {0x3001, 0x3002}, {0x3008, 0x3011}, {0x3014, 0x301f}, {0xff61, 0xff65}, {0x30fb, 0x30fb},
    {0xff0e, 0xff0e}, {0xff0c, 0xff0c}, {0xff1f, 0xff1f}, {0xff1a, 0xff1a}, {0xff1b, 0xff1b},
    {0xff01, 0xff01}, {0xff02, 0xff02}, {0xff08, 0xff08}, {0xff09, 0xff09}};

bool contains(Ranges ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const auto& range) { return c >= range.first && c <= range.second; });
}

// A character in two of the sets gets its spaces twice, which the final split does not see.
bool stands_alone(char32_t c) {
  return contains(kIdeographs, c) || contains(kEnclosed, c) || contains(kAsianPunctuation, c);
}

std::string normalize_western(std::string_view text) {
  std::string line = text::replace_all(text, "\n-", "");
  line = " " + unescape_xml(text::replace_all(line, "\n", " ")) + " ";
  line = text::replace_all(surround_western_punctuation(line), "'s ", " 's ");
  return split_dash_after_digit(split_marks_before_nondigit(split_marks_after_nondigit(line)));
}

std::string normalize_asian(std::string_view text) {
  std::string out;
  for (const char32_t c : text::to_code_points(text)) {
    const bool alone = stands_alone(c);
    if (alone) out.push_back(' ');
    text::append_utf8(out, c);
    if (alone) out.push_back(' ');
  }
  return out;
}

std::string remove_punctuation(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::string_view(".,?:;!\"()").find(c) == std::string_view::npos) out.push_back(c);
  return out;
}

std::string remove_asian_punctuation(std::string_view text) {
  std::string out;
  for (const char32_t c : text::to_code_points(text))
    if (!contains(kAsianPunctuation, c)) text::append_utf8(out, c);
  return out;
}

}  // namespace

std::string tokenize_tercom(std::string_view text, const TerConfig& config) {
  text = text::strip_right(text);
  std::string line = config.case_sensitive ? std::string(text) : text::lower(text);
  if (line.empty()) return line;
  if (config.normalized) {
    line = normalize_western(line);
    if (config.asian_support) line = normalize_asian(line);
  }
  if (config.no_punct) {
    line = remove_punctuation(line);
    if (config.asian_support) line = remove_asian_punctuation(line);
  }
  return line;
}

}  // namespace dragoman::metrics
