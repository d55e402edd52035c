#include "data/writer.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::data {
namespace {

void append_cell(std::string& line, const std::string& text, const Row& row) {
  if (text.find_first_of("\t\n") != std::string::npos)
    throw_input(
        "row {}: a text holds a tab or a line end, which TSV and plain text can't; write "
        ".jsonl",
        row.id);
  line += text;
}

}  // namespace

Json row_json(const Row& row) {
  Json object = {{"source", row.source}};
  if (!row.references.empty()) object["references"] = row.references;
  const std::pair<const char*, const std::string&> fields[] = {
      {"source_language", row.source_language},
      {"target_language", row.target_language},
      {"domain", row.domain},
      {"document", row.document},
      {"id", row.id}};
  for (const auto& [name, value] : fields)
    if (!value.empty()) object[name] = value;
  for (const auto& [name, value] : row.metadata)
    if (!object.contains(name)) object[name] = value;
  return object;
}

std::string row_tsv(const Row& row) {
  std::string line;
  append_cell(line, row.source, row);
  for (const auto& reference : row.references) append_cell(line += '\t', reference, row);
  return line;
}

bool fits_tsv(const Row& row) {
  const auto flat = [](const std::string& text) { return text.find_first_of("\t\n") == text.npos; };
  return row.metadata.empty() && row.document.empty() && row.domain.empty() && flat(row.source) &&
         std::all_of(row.references.begin(), row.references.end(), flat);
}

std::string row_line(const Row& row, const Path& path) {
  Path name = path;
  while (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
  if (name.extension() == ".jsonl") return to_line(row_json(row));
  if (name.extension() == ".tsv" || !row.references.empty()) return row_tsv(row);
  std::string line;
  append_cell(line, row.source, row);
  return line;
}

void write_rows(const Path& path, std::span<const Row> rows) {
  AtomicFile file(path);
  for (const Row& row : rows) file.write(row_line(row, path) + '\n');
  file.commit();
}

}  // namespace dragoman::data
