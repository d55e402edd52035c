#include "base/error.h"
#include "data/checked_lines.h"
#include "data/reader.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

class ParagraphReader final : public Reader {
 public:
  ParagraphReader(const Path& path, const Layout& layout) : lines_(path), layout_(layout) {}

  bool next(Row& row) override {
    row = {};
    while (lines_.next(line_)) {
      if (!text::strip(line_).empty())
        take(row);
      else if (!row.source.empty())
        break;
    }
    if (!row.source.empty()) {
      ++rows_;
      return true;
    }
    if (rows_ == 0) throw_input("{}: holds blank lines alone", lines_.name());
    return false;
  }

  std::string where() const override { return where_; }

 private:
  void take(Row& row) {
    if (row.source.empty()) {
      row.id = lines_.id();
      row.source_language = layout_.source_language;
      row.target_language = layout_.target_language;
      where_ = lines_.where();
    } else {
      row.source += '\n';
    }
    row.source += line_;
  }

  CheckedLines lines_;
  Layout layout_;
  std::string line_, where_;
  int64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<Reader> open_paragraphs(const Path& path, const Layout& layout) {
  return std::make_unique<ParagraphReader>(path, layout);
}

}  // namespace dragoman::data
