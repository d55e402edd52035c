#include "evaluation/word_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "evaluation/html.h"
#include "text/utf8.h"

namespace dragoman::evaluation {
namespace {

constexpr size_t kMostUnits = 2000;  // of a side; longer texts are compared as a whole

using Units = std::vector<std::string_view>;

bool has_spaces(std::string_view text) { return text.find(' ') != text.npos; }

Units characters(std::string_view text) {
  Units units;
  size_t position = 0;
  while (position < text.size()) {
    const size_t begin = position;
    text::next_code_point(text, position);
    units.push_back(text.substr(begin, position - begin));
  }
  return units;
}

// [i][j]: longest common subsequence of the units from i and j on.
std::vector<std::vector<uint16_t>> common_lengths(const Units& a, const Units& b) {
  std::vector<std::vector<uint16_t>> longest(a.size() + 1, std::vector<uint16_t>(b.size() + 1));
  for (size_t i = a.size(); i-- > 0;)
    for (size_t j = b.size(); j-- > 0;)
      longest[i][j] = a[i] == b[j] ? static_cast<uint16_t>(longest[i + 1][j + 1] + 1)
                                   : std::max(longest[i + 1][j], longest[i][j + 1]);
  return longest;
}

void add(std::vector<DiffPiece>& pieces, Edit edit, std::string_view unit, bool spaced) {
  if (pieces.empty() || pieces.back().edit != edit) pieces.push_back({edit, ""});
  std::string& text = pieces.back().text;
  if (spaced && !text.empty()) text += ' ';
  text += unit;
}

}  // namespace

std::vector<DiffPiece> word_diff(std::string_view reference, std::string_view hypothesis) {
  const bool spaced = has_spaces(reference) || has_spaces(hypothesis);
  const Units a = spaced ? text::split_whitespace(reference) : characters(reference);
  const Units b = spaced ? text::split_whitespace(hypothesis) : characters(hypothesis);
  std::vector<DiffPiece> pieces;
  if (a.size() > kMostUnits || b.size() > kMostUnits) {
    add(pieces, reference == hypothesis ? Edit::kSame : Edit::kExtra, hypothesis, spaced);
    return pieces;
  }
  const auto longest = common_lengths(a, b);
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      add(pieces, Edit::kSame, a[i++], spaced);
      ++j;
    } else if (i < a.size() && (j == b.size() || longest[i + 1][j] >= longest[i][j + 1])) {
      add(pieces, Edit::kMissing, a[i++], spaced);
    } else {
      add(pieces, Edit::kExtra, b[j++], spaced);
    }
  }
  return pieces;
}

std::string diff_html(std::string_view reference, std::string_view hypothesis) {
  if (hypothesis.empty()) return "<em>no translation</em>";
  const bool spaced = has_spaces(hypothesis) || has_spaces(reference);
  std::string html;
  for (const DiffPiece& piece : word_diff(reference, hypothesis)) {
    if (spaced && !html.empty()) html += ' ';
    const char* tag = piece.edit == Edit::kSame ? "" : piece.edit == Edit::kExtra ? "ins" : "del";
    html +=
        *tag == 0 ? escape(piece.text) : fmt::format("<{}>{}</{}>", tag, escape(piece.text), tag);
  }
  return html;
}

}  // namespace dragoman::evaluation
