// Real translations with sacreBLEU's values beside them (MLQE-PE), where the shared data is there.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/line_reader.h"
#include "metrics/bleu.h"
#include "metrics/chrf.h"
#include "metrics/corpus.h"
#include "metrics/ter.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Path data_folder() {
  const char* shared = std::getenv("DRAGOMAN_SHARED");
  const Path root = shared != nullptr ? Path(shared) : Path(DRAGOMAN_SOURCE_FOLDER) / "../shared";
  return root / "data/mlqe-pe";
}

Rows read_table(const Path& path) {
  LineReader reader(path);
  Rows rows;
  std::string line;
  while (reader.next(line)) {
    auto& row = rows.emplace_back();
    for (const std::string_view field : text::split(line, '\t')) row.emplace_back(field);
  }
  return rows;
}

std::unique_ptr<Metric> metric_named(const std::string& name, const std::string& settings) {
  if (name == "TER") return std::make_unique<Ter>();
  if (name == "chrF2") return std::make_unique<Chrf>();
  if (name == "chrF++") return std::make_unique<Chrf>(ChrfConfig{.word_order = 2});
  BleuConfig config;
  config.lowercase = settings.find("lowercase") != std::string::npos;
  if (settings.find("zh") != std::string::npos) config.tokenize = "zh";
  return std::make_unique<Bleu>(config);
}

// Columns of "SET COLUMN vs COLUMN+COLUMN".
void load(const std::string& what, std::vector<std::string>& hypotheses, Corpus& corpus) {
  const auto words = text::split(what, ' ');
  const Rows rows = read_table(data_folder() / (std::string(words[0]) + ".tsv"));
  const auto column = [&rows](std::string_view name) {
    const auto& header = rows.front();
    return static_cast<size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  for (size_t i = 1; i < rows.size(); ++i) {
    hypotheses.push_back(rows[i].at(column(words[1])));
    auto& references = corpus.references.emplace_back();
    std::string names(words[3]);
    std::replace(names.begin(), names.end(), '+', ' ');
    for (const std::string_view name : text::split(names, ' '))
      references.push_back(rows[i].at(column(name)));
  }
}

TEST(SharedData, PublishedCorpusValuesAreReproduced) {
  const Path expected = data_folder() / "expected_corpus_metrics.tsv";
  if (!std::filesystem::exists(expected)) GTEST_SKIP() << expected << " is not there";
  const Rows rows = read_table(expected);
  EXPECT_EQ(rows.size(), 25U);
  for (size_t i = 1; i < rows.size(); ++i) {
    std::vector<std::string> hypotheses;
    Corpus corpus;
    load(rows[i][0], hypotheses, corpus);
    const auto metric = metric_named(rows[i][1], rows[i][2]);
    EXPECT_NEAR(corpus_score(*metric, hypotheses, corpus), std::stod(rows[i][3]), 5.1e-7)
        << rows[i][0] << " " << rows[i][1] << " " << rows[i][2];
  }
}

}  // namespace
}  // namespace dragoman::metrics
