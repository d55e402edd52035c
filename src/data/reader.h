// Rows out of files, streamed: memory is bounded by the longest line, whatever the file's size.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "data/row.h"

namespace dragoman::data {

// What each format needs to know. A column is named by its header or key, and in a TSV file
// without a header by its number ("1" is the first).
struct Layout {
  std::map<std::string, std::string> columns;  // column -> role; see columns.h
  bool header = false;                         // TSV: the first line names the columns
  std::string source_language;                 // "": told by the data, or unknown
  std::string target_language;
};

// Not thread-safe. Bytes that are not UTF-8, a file without rows and a malformed line are Errors
// that name file, line and byte offset.
class Reader {
 public:
  virtual ~Reader() = default;
  // False at the end. `row` is overwritten as a whole.
  virtual bool next(Row& row) = 0;
  virtual std::string where() const = 0;  // "file: line N" of the row last returned
};

// source TAB reference [TAB reference …], or by `layout.columns`. No quoting, as in Moses tools.
std::unique_ptr<Reader> open_tsv(const Path& path, const Layout& layout);

// Line-parallel files: the first holds the sources, each further one a reference of every source.
// One file alone gives sources without references.
std::unique_ptr<Reader> open_parallel(const std::vector<Path>& paths, const Layout& layout);

// Texts of several lines with blank lines between them, as sources without references.
std::unique_ptr<Reader> open_paragraphs(const Path& path, const Layout& layout);

// One JSON object a line: source / reference(s) under their usual names, `translation`: {"en": …},
// `prompt` / `completion`, `messages`, or one column a language (`lg`: "en-zh").
std::unique_ptr<Reader> open_jsonl(const Path& path, const Layout& layout);

}  // namespace dragoman::data
