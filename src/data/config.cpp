#include "data/config.h"

#include "base/error.h"
#include "data/columns.h"

namespace dragoman::data {
namespace {

std::string format_of(const DataConfig& config) {
  if (config.format != "auto") return config.format;
  if (config.paths.size() > 1) return "moses";
  Path path = config.paths.front();
  if (path == "-")
    throw_input("standard input has no extension: give its format (tsv, jsonl, lines, paragraphs)");
  while (path.extension() == ".gz" || path.extension() == ".zst") path = path.stem();
  const std::string extension = path.extension().string();
  if (extension == ".tsv" || extension == ".tab") return "tsv";
  if (extension == ".jsonl" || extension == ".ndjson" || extension == ".json") return "jsonl";
  return "lines";
}

}  // namespace

void DataConfig::validate(config::Problems& problems) const {
  if (paths.size() > 1 && format != "auto" && format != "moses")
    problems.add("paths", "has several files, which only format = \"moses\" reads together");
  if (paths.size() == 1 && format == "moses")
    problems.add("paths", "has one file, line-parallel text needs two or more");
  for (const auto& [column, role] : columns)
    if (!find_role(role))
      problems.add("columns." + column,
                   "is not a role: source, reference, id, document, domain, "
                   "source_language, target_language, direction, metadata");
}

std::unique_ptr<Reader> open_reader(const DataConfig& config) {
  if (config.paths.empty()) throw_input("no data file is given (paths)");
  const Layout layout{config.columns, config.header, config.source_language,
                      config.target_language};
  const std::string format = format_of(config);
  const bool moses = format == "moses" || format == "lines";
  if (!moses && config.paths.size() > 1)
    throw_input("{} files are given: format {} reads one", config.paths.size(), format);
  if (format == "tsv") return open_tsv(config.paths.front(), layout);
  if (format == "paragraphs") return open_paragraphs(config.paths.front(), layout);
  if (format == "jsonl") return open_jsonl(config.paths.front(), layout);
  return open_parallel({config.paths.begin(), config.paths.end()}, layout);
}

}  // namespace dragoman::data
