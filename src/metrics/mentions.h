// Names and terms that translations should hold, and the files that list them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace dragoman::metrics {

// Whether case-folded text holds any of the names, which are folded here. An empty name is held.
bool holds_any(std::string_view folded, std::span<const std::string> names);

// A record of SemEval-2025 Task 2.
struct EntityRecord {
  std::string id;
  std::string source;
  std::vector<std::string> translations;  // of the source; may be empty
  std::vector<std::string> mentions;      // accepted names of the entity in them
};

// One JSON object a line: {"id", "source", "targets": [{"translation", "mention"}], …}. A line that
// is none is the user's error and is named.
std::vector<EntityRecord> read_entities(const Path& path);

// The glossary terms of each source sentence, [sentence][term][translation]. A TSV file has a term
// and a translation a line; a term of several lines has several translations, and counts in every
// sentence that holds it as whole words, whatever the case. A .jsonl file has a line a sentence
// with an object of its terms, "terms" or, in WMT's files, "proper". Mistakes name file and line.
std::vector<std::vector<std::vector<std::string>>> read_terms(
    const Path& path, const std::vector<std::string>& sources);

}  // namespace dragoman::metrics
