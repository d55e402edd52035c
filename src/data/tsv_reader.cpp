#include <string>
#include <utility>

#include "base/error.h"
#include "data/checked_lines.h"
#include "data/columns.h"
#include "data/reader.h"

namespace dragoman::data {
namespace {

struct Column {
  std::string name;
  Role role;
};

std::vector<std::string_view> split_tabs(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const size_t tab = line.find('\t');
    cells.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return cells;
    line.remove_prefix(tab + 1);
  }
}

class TsvReader final : public Reader {
 public:
  TsvReader(const Path& path, const Layout& layout) : lines_(path), layout_(layout) {
    if (layout.header)
      read_header();
    else if (!layout.columns.empty())
      number_columns();
  }

  bool next(Row& row) override {
    if (!lines_.next(line_)) {
      if (layout_.header && lines_.line_number() == 1)
        throw_input("{}: has a header and no rows", lines_.name());
      return false;
    }
    row = {};
    row.id = lines_.id();
    const auto cells = split_tabs(line_);
    if (columns_.empty())
      take_pair(cells, row);
    else
      take_columns(cells, row);
    return true;
  }

  std::string where() const override { return lines_.where(); }

 private:
  void read_header() {
    if (!lines_.next(line_)) return;
    bool source = false;
    for (const std::string_view name : split_tabs(line_)) {
      columns_.push_back({std::string(name), role_of(name, layout_.columns)});
      source = source || columns_.back().role == Role::kSource;
    }
    if (!source)
      throw_input("{}: no column of the header is a source; name one, e.g. columns.{} = \"source\"",
                  lines_.where(), columns_.front().name);
  }

  void number_columns() {
    for (const auto& [name, role] : layout_.columns) {
      size_t number = 0;
      for (const char digit : name)
        number = digit >= '0' && digit <= '9' && number < 1000
                     ? number * 10 + static_cast<size_t>(digit - '0')
                     : 100000;
      if (number == 0 || number > 1000)
        throw_input("{}: columns.{}: without a header a column is named by its number, from 1",
                    lines_.name(), name);
      while (columns_.size() < number)
        columns_.push_back({std::to_string(columns_.size() + 1), Role::kMetadata});
      columns_[number - 1].role = role_of(name, layout_.columns);
    }
  }

  void take_pair(const std::vector<std::string_view>& cells, Row& row) const {
    if (cells.size() < 2)
      throw_input(
          "{}: has one column; source TAB reference was expected (format = \"lines\" reads "
          "sources alone)",
          lines_.where());
    row.source = cells[0];
    row.references.assign(cells.begin() + 1, cells.end());
  }

  // Without a header, columns beyond the numbered ones are metadata; with one, they are an error.
  void take_columns(const std::vector<std::string_view>& cells, Row& row) const {
    if (cells.size() < columns_.size() || (layout_.header && cells.size() > columns_.size()))
      throw_input("{}: has {} columns, {} were expected", lines_.where(), cells.size(),
                  columns_.size());
    for (size_t i = 0; i < cells.size(); ++i) {
      const bool known = i < columns_.size();
      assign(row, known ? columns_[i].role : Role::kMetadata,
             known ? columns_[i].name : std::to_string(i + 1), std::string(cells[i]));
    }
  }

  CheckedLines lines_;
  Layout layout_;
  std::vector<Column> columns_;  // empty: source and references by position
  std::string line_;
};

}  // namespace

std::unique_ptr<Reader> open_tsv(const Path& path, const Layout& layout) {
  return std::make_unique<TsvReader>(path, layout);
}

}  // namespace dragoman::data
