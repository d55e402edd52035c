#include "evaluation/table.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::evaluation {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15: general categories Mn, Me and Cf by block, of the scripts that have them.
constexpr auto kZeroWidth = std::to_array<Range>({
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x05bf, 0x05c7},   {0x0610, 0x061a},
    {0x064b, 0x065f}, {0x0670, 0x0670}, {0x06d6, 0x06dc}, {0x06df, 0x06e4},   {0x06e7, 0x06ed},
    {0x0711, 0x0711}, {0x0730, 0x074a}, {0x0900, 0x0902}, {0x093a, 0x093a},   {0x093c, 0x093c},
    {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0951, 0x0957}, {0x0981, 0x0981},   {0x09bc, 0x09bc},
    {0x09c1, 0x09cd}, {0x0a01, 0x0a02}, {0x0a3c, 0x0a51}, {0x0abc, 0x0abc},   {0x0ac1, 0x0acd},
    {0x0b3c, 0x0b3c}, {0x0bcd, 0x0bcd}, {0x0c4d, 0x0c56}, {0x0ccc, 0x0ccd},   {0x0d4d, 0x0d4d},
    {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x0eb1, 0x0eb1},   {0x0eb4, 0x0ebc},
    {0x0ec8, 0x0ece}, {0x0f71, 0x0f84}, {0x1039, 0x103a}, {0x135d, 0x135f},   {0x17b4, 0x17b5},
    {0x17b7, 0x17bd}, {0x17c9, 0x17d3}, {0x1ab0, 0x1ace}, {0x1dc0, 0x1dff},   {0x200b, 0x200f},
    {0x202a, 0x202e}, {0x2060, 0x2064}, {0x20d0, 0x20f0}, {0x302a, 0x302d},   {0x3099, 0x309a},
    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0x1f3fb, 0x1f3ff}, {0xe0100, 0xe01ef},
});

// East Asian Width W and F, and what terminals draw as emoji.
constexpr auto kWide = std::to_array<Range>({
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x23e9, 0x23ec},   {0x25fd, 0x25fe},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26a1, 0x26a1},   {0x26bd, 0x26be},
    {0x26c4, 0x26c5},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
    {0x274c, 0x274c},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x2b50, 0x2b50},   {0x2e80, 0x303e},   {0x3041, 0x3098},   {0x309b, 0xa4cf},
    {0xa960, 0xa97c},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
    {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18cff}, {0x1b000, 0x1b2fb},
    {0x1f300, 0x1f3fa}, {0x1f400, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff},
    {0x20000, 0x3fffd},
});

template <class Ranges>
bool is_in(const Ranges& ranges, char32_t c) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), c,
                       [](char32_t x, const Range& range) { return x < range.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

std::string padding(int64_t count) { return std::string(static_cast<size_t>(count), ' '); }

}  // namespace

int64_t display_width(std::string_view text) {
  int64_t width = 0;
  size_t position = 0;
  while (position < text.size()) {
    const char32_t c = text::next_code_point(text, position);
    if (is_in(kZeroWidth, c)) continue;
    width += is_in(kWide, c) ? 2 : 1;
  }
  return width;
}

void Table::add(std::vector<std::string> cells) {
  DRAGOMAN_CHECK(cells.size() <= rows_.front().size(), "a row has the header's columns");
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<int64_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_)
    for (size_t k = 0; k < row.size(); ++k) widths[k] = std::max(widths[k], display_width(row[k]));
  std::string text;
  for (size_t i = 0; i < rows_.size(); ++i) {
    std::string line;
    for (size_t k = 0; k < widths.size(); ++k) {
      const std::string& cell = rows_[i][k];
      const std::string space = padding(widths[k] - display_width(cell));
      line += (k > 0 ? "  " : "") + (k == 0 ? cell + space : space + cell);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
    if (i > 0) continue;
    for (size_t k = 0; k < widths.size(); ++k)
      text += (k > 0 ? "  " : "") + std::string(static_cast<size_t>(widths[k]), '-');
    text += '\n';
  }
  return text;
}

}  // namespace dragoman::evaluation
