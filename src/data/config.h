// Where rows come from and what is done to them: the `[data]` section of a recipe.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/problems.h"
#include "data/reader.h"
#include "data/stage.h"

namespace dragoman::data {

struct DataConfig {
  std::vector<std::string> paths;
  std::string format = "auto";
  std::map<std::string, std::string> columns;
  bool header = false;
  std::string source_language;
  std::string target_language;
  std::string domain;
  int64_t limit = 0;
  int64_t max_characters = 100000;
  std::string long_rows = "error";
  std::vector<StageConfig> stages;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("paths", paths, "one file, or line-parallel files: sources, then references; .gz, .zst");
    visit(
        "format", format,
        "auto goes by the extension; lines: sources without references; paragraphs: likewise, with "
        "blank lines between them",
        config::OneOf{{"auto", "tsv", "jsonl", "moses", "lines", "paragraphs"}});
    visit("columns", columns,
          "column (name, or number from 1) -> source, reference, id, document, "
          "domain, source_language, target_language, direction or metadata");
    visit("header", header, "the first line of a TSV file names its columns");
    visit("source_language", source_language, "of rows that don't say it");
    visit("target_language", target_language, "of rows that don't say it");
    visit("domain", domain, "of rows that don't say it");
    visit("limit", limit, "rows taken at most, after the stages; 0: all", config::at_least(0));
    visit("max_characters", max_characters, "longest source or reference, in code points; 0: any",
          config::at_least(0));
    visit("long_rows", long_rows, "what becomes of longer ones", config::OneOf{{"error", "skip"}});
    visit("stages", stages, "cleaning steps, in order");
  }

  void validate(config::Problems& problems) const;
};

// The rows of the files as they are: before languages, limits and stages.
std::unique_ptr<Reader> open_reader(const DataConfig& config);

}  // namespace dragoman::data
