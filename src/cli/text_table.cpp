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

std::string centred(const CellLine& line, size_t width, bool right) {
  const size_t missing = width - width_of(line.text);
  const size_t left = right ? missing : missing / 2;
  return std::string(left, ' ') + painted(line) + std::string(missing - left, ' ');
}

std::string row_text(const std::vector<Cell>& row, const std::vector<size_t>& widths) {
  size_t height = 0;
  for (const Cell& cell : row) height = std::max(height, cell.size());
  std::string out;
  for (size_t h = 0; h < height; ++h) {
    for (size_t c = 0; c < row.size(); ++c) {
      const CellLine line = h < row[c].size() ? row[c][h] : CellLine{};
      out += "│ " + centred(line, widths[c], c == 0) + " ";
    }
    out += "│\n";
  }
  return out;
}

std::string escape_latex(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("&%$#_{}").find(c) != std::string_view::npos) {
      out += std::string("\\") + c;
    } else if (c == '^' || c == '~') {
      out += c == '^' ? "\\^{}" : "\\textasciitilde{}";
    } else if (c == '\\') {
      out += "\\textbackslash{}";
    } else if (c == '<' || c == '>') {
      out += c == '<' ? "\\ensuremath{<}" : "\\ensuremath{>}";
    } else {
      out += c;
    }
  }
  return out;
}

std::string latex_row(const std::vector<CellLine>& row, const std::vector<size_t>& widths) {
  std::string out;
  for (size_t c = 0; c < row.size(); ++c)
    out += (c == 0 ? " " : "& ") + escape_latex(centred(row[c], widths[c], c == 0)) + " ";
  return out + "\\\\\n";
}

// The lines of each cell as one.
std::vector<CellLine> joined(const std::vector<Cell>& row) {
  std::vector<CellLine> cells;
  for (const Cell& cell : row) {
    CellLine& out = cells.emplace_back();
    for (const CellLine& line : cell) out.text += (out.text.empty() ? "" : " ") + line.text;
  }
  return cells;
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

std::string draw_latex(const Table& table) {
  Table flat = {table.header, {}};
  for (const auto& row : table.rows) {
    auto& cells = flat.rows.emplace_back();
    for (CellLine& cell : joined(row)) cells.push_back({std::move(cell)});
  }
  const auto widths = column_widths(flat);
  std::vector<CellLine> header;
  for (const std::string& name : table.header) header.push_back({name});
  std::string out = "\\begin{tabular}{r" + std::string(header.size() - 1, 'c') + "}\n\\toprule\n" +
                    latex_row(header, widths) + "\\midrule\n";
  for (const auto& row : flat.rows) out += latex_row(joined(row), widths);
  return out + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace dragoman::cli
