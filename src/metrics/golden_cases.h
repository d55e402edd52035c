// For the tests: cases written by tools/make_golden_metrics.py.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/line_reader.h"
#include "config/reader.h"
#include "metrics/catalog.h"
#include "metrics/corpus.h"

namespace dragoman::metrics {

inline std::vector<Json> read_cases(const Path& path) {
  LineReader lines(path);
  std::vector<Json> cases;
  std::string line;
  while (lines.next(line)) cases.push_back(parse_json(line, lines.where()));
  cases.erase(cases.begin());  // producer and version
  return cases;
}

inline std::vector<Json> golden_cases(const std::string& name) {
  return read_cases(Path(DRAGOMAN_SOURCE_FOLDER) / "tests/golden/metrics" / (name + ".jsonl"));
}

inline std::unique_ptr<Metric> metric_of(const Json& options, const std::string& name) {
  auto row = catalog().at(name).options();
  const config::Value section = config::from_json(options, "golden case");
  config::Problems problems;
  config::Reader reader(section, "", problems);
  row->read(reader);
  reader.finish();
  problems.throw_if_any();
  return row->make();
}

// "references" of a case is by reference, then by sentence.
inline Corpus corpus_of(const Json& references) {
  Corpus corpus;
  for (size_t i = 0; i < references.at(0).size(); ++i) {
    auto& segment = corpus.references.emplace_back();
    for (const Json& stream : references) segment.push_back(stream.at(i).get<std::string>());
  }
  return corpus;
}

}  // namespace dragoman::metrics
