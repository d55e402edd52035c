// A table in box-drawing characters, for terminals, or in LaTeX with booktabs. The first column is
// set right, the others in the middle; a cell may have several lines.
#pragma once

#include <string>
#include <vector>

namespace dragoman::cli {

enum class Colour { kPlain, kRed, kYellow, kCyan };  // seen only where stdout takes colours

struct CellLine {
  std::string text;
  Colour colour = Colour::kPlain;
};

using Cell = std::vector<CellLine>;

struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<Cell>> rows;  // each as wide as the header
};

std::string draw(const Table& table);

// No colours; the lines of a cell become one.
std::string draw_latex(const Table& table);

}  // namespace dragoman::cli
