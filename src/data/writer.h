// Rows into files that the readers read back.
#pragma once

#include <span>
#include <string>

#include "base/files.h"
#include "base/json.h"
#include "data/row.h"

namespace dragoman::data {

// One object with source, references, languages, domain, document, id and the metadata; what is
// empty is left out.
Json row_json(const Row& row);

// "source TAB reference …". A tab or line end inside a text is an Error that names the row and
// advises JSONL.
std::string row_tsv(const Row& row);

// Whether TSV says all that the row holds (ids of lines apart).
bool fits_tsv(const Row& row);

// The row as a line of a file called so: .tsv, .jsonl (also before .gz or .zst), else its source.
std::string row_line(const Row& row, const Path& path);

// The format goes by the extension: .tsv, .jsonl. Atomic.
void write_rows(const Path& path, std::span<const Row> rows);

}  // namespace dragoman::data
