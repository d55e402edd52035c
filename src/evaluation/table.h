// Plain tables for a terminal: columns aligned by what a terminal shows, not by bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::evaluation {

// Cells that a terminal gives the text: 0 for combining marks and format characters, 2 for wide
// East Asian characters and emoji, 1 for the rest.
int64_t display_width(std::string_view text);

// The first column is aligned to the left, all others (numbers) to the right.
class Table {
 public:
  explicit Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

  // Missing cells are empty; more than the header has are our mistake.
  void add(std::vector<std::string> cells);

  // One line a row, a rule under the header, two spaces between columns, none at the ends.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace dragoman::evaluation
