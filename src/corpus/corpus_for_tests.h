// Small corpora for the tests of this module.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/random.h"
#include "corpus/stage.h"
#include "data/files_test.h"

namespace dragoman::corpus {

using data::error_of;
using data::expect_contains;

// A folder of the running test, empty at its first call.
inline Path test_folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const Path folder = Path(::testing::TempDir()) / "dragoman_corpus" /
                      (std::string(test->test_suite_name()) + "." + test->name());
  static std::string last;
  if (last != folder.string()) std::filesystem::remove_all(folder);
  last = folder.string();
  make_folder(folder);
  return folder;
}

inline std::string write_text(const std::string& name, const std::string& content) {
  write_file(test_folder() / name, content);
  return (test_folder() / name).string();
}

inline std::string write_rows(const std::string& name, const std::vector<Json>& rows) {
  std::string content;
  for (const Json& row : rows) content += to_line(row) + "\n";
  return write_text(name, content);
}

inline std::string write_texts(const std::string& name, const std::vector<std::string>& texts) {
  std::vector<Json> rows;
  for (const std::string& text : texts) rows.push_back({{"text", text}});
  return write_rows(name, rows);
}

inline std::vector<Json> read_rows(const Path& path) {
  std::vector<Json> rows;
  for (const std::string& line : read_all_lines(path)) rows.push_back(parse_json(line, "result"));
  return rows;
}

// The stage over the files into the test's folder `out`.
inline Json run(const std::string& stage, const std::vector<std::string>& inputs,
                const std::vector<std::string>& overrides = {}, const std::string& out = "out") {
  JobOptions options;
  options.inputs = inputs;
  options.output = test_folder() / out;
  options.compression = "none";
  return run_stage(stage, options, overrides);
}

// A sentence of words that nobody wrote, `count` of them.
inline std::vector<std::string> random_words(Rng& rng, int count) {
  std::vector<std::string> words;
  for (int i = 0; i < count; ++i) {
    std::string word;
    for (uint64_t letters = 3 + rng.below(6); letters > 0; --letters)
      word += static_cast<char>('a' + rng.below(26));
    words.push_back(word);
  }
  return words;
}

inline std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace dragoman::corpus
