#include "cli/text_table.h"

#include <unistd.h>

#include <algorithm>

#include "base/terminal.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

struct Rule {
  const char* left;
  const char* line;
  const char* crossing;
  const char* right;
};

constexpr Rule kTop = {"╒", "═", "╤", "╕"};
constexpr Rule kBelowHeader = {"╞", "═", "╪", "╡"};
constexpr Rule kBetween = {"├", "─", "┼", "┤"};
constexpr Rule kBottom = {"╘", "═", "╧", "╛"};
constexpr size_t kHeaderPadding = 2;

size_t width_of(const std::string& text) {
  return static_cast<size_t>(text::count_code_points(text));
}

std::string painted(const CellLine& line) {
  if (line.colour == Colour::kPlain || line.text.empty() || !takes_colour(STDOUT_FILENO))
    return line.text;
  const char* code = line.colour == Colour::kRed      ? "\x1b[31m"
                     : line.colour == Colour::kYellow ? "\x1b[33m"
                                                      : "\x1b[36m";
  return code + line.text + "\x1b[0m";
}

std::vector<size_t> column_widths(const Table& table) {
  std::vector<size_t> widths;
  for (size_t c = 0; c < table.header.size(); ++c) {
    size_t width = width_of(table.header[c]) + kHeaderPadding;
    for (const auto& row : table.rows)
      for (const CellLine& line : row[c]) width = std::max(width, width_of(line.text));
    widths.push_back(width);
  }
  return widths;
}

std::string rule(const Rule& signs, const std::vector<size_t>& widths) {
  std::string out = signs.left;
  for (size_t c = 0; c < widths.size(); ++c) {
    for (size_t i = 0; i < widths[c] + 2; ++i) out += signs.line;
    out += c + 1 < widths.size() ? signs.crossing : signs.right;
  }
  return out + "\n";
}

std::string row_text(const std::vector<Cell>& row, const std::vector<size_t>& widths) {
  size_t height = 0;
  for (const Cell& cell : row) height = std::max(height, cell.size());
  std::string out;
  for (size_t h = 0; h < height; ++h) {
    for (size_t c = 0; c < row.size(); ++c) {
      const CellLine line = h < row[c].size() ? row[c][h] : CellLine{};
      const size_t missing = widths[c] - width_of(line.text);
      const size_t left = c == 0 ? missing : missing / 2;
      out += "│ " + std::string(left, ' ') + painted(line) + std::string(missing - left, ' ') + " ";
    }
    out += "│\n";
  }
  return out;
}

}  // namespace

std::string draw(const Table& table) {
  const auto widths = column_widths(table);
  std::vector<Cell> header;
  for (const std::string& name : table.header) header.push_back({{name, Colour::kCyan}});
  std::string out = rule(kTop, widths) + row_text(header, widths) + rule(kBelowHeader, widths);
  for (size_t r = 0; r < table.rows.size(); ++r)
    out += row_text(table.rows[r], widths) +
           rule(r + 1 < table.rows.size() ? kBetween : kBottom, widths);
  return out;
}

}  // namespace dragoman::cli
