// Real translations with published values beside them, where the shared data is there: sacreBLEU's
// and the annotators' of MLQE-PE, the entity scores of EA-MT.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/json.h"
#include "base/line_reader.h"
#include "metrics/bleu.h"
#include "metrics/catalog.h"
#include "metrics/chrf.h"
#include "metrics/corpus.h"
#include "metrics/mentions.h"
#include "metrics/ter.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Path data_folder(const char* name = "mlqe-pe") {
  const char* shared = std::getenv("DRAGOMAN_SHARED");
  const Path root = shared != nullptr ? Path(shared) : Path(DRAGOMAN_SOURCE_FOLDER) / "../shared";
  return root / "data" / name;
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

TEST(SharedData, PublishedSentenceValuesAreReproduced) {
  for (const char* set : {"test20.en-de", "test20.en-zh", "test20.ro-en", "multiref.et-en"}) {
    const Path expected = data_folder() / fmt::format("expected_sentence_{}.tsv", set);
    if (!std::filesystem::exists(expected)) GTEST_SKIP() << expected << " is not there";
    const bool chinese = std::string_view(set).ends_with("zh");
    const bool several = std::string_view(set).starts_with("multiref");
    std::vector<std::string> hypotheses;
    Corpus corpus;
    load(fmt::format("{} {}", set, several ? "mt vs ref1+ref2" : "mt_tok vs post_edit_tok"),
         hypotheses, corpus);
    const Rows rows = read_table(expected);
    for (size_t c = 1; c < rows.front().size(); ++c) {
      const std::string& name = rows.front()[c];
      const auto metric = name.starts_with("sentBLEU")
                              ? std::make_unique<Bleu>(BleuConfig{
                                    .tokenize = chinese ? "zh" : "13a", .effective_order = true})
                              : metric_named(name, "");
      for (size_t i = 1; i < rows.size(); ++i)
        EXPECT_NEAR(metric->sentence_score(hypotheses[i - 1], corpus.segment(i - 1)),
                    std::stod(rows[i][c]), 5.1e-7)
            << set << " " << name << " " << i;
    }
  }
}

// The annotators' HTER is TER against the post-edit, cut at 1.
TEST(SharedData, HumanTerOfPostEditsIsTer) {
  for (const char* set : {"test20.en-de", "test20.ro-en"}) {
    const Path table = data_folder() / fmt::format("{}.tsv", set);
    if (!std::filesystem::exists(table)) GTEST_SKIP() << table << " is not there";
    std::vector<std::string> hypotheses;
    Corpus corpus;
    load(fmt::format("{} mt_tok vs post_edit_tok", set), hypotheses, corpus);
    std::vector<std::string> human;
    Corpus unused;
    load(fmt::format("{} hter vs post_edit_tok", set), human, unused);
    int differing = 0;
    for (size_t i = 0; i < 200; ++i) {
      const double ter = Ter().sentence_score(hypotheses[i], corpus.segment(i));
      if (std::abs(std::min(ter, 100.0) - 100.0 * std::stod(human[i])) > 1e-4) ++differing;
    }
    EXPECT_EQ(differing, 0) << set;
  }
}

TEST(SharedData, PublishedEntityScoresAreReproduced) {
  const Path folder = data_folder("ea-mt");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
  const Rows rows = read_table(folder / "m_eta_expected.tsv");
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::string place = fmt::format("{}/{}.jsonl", rows[i][1], rows[i][2]);
    Corpus corpus;
    std::vector<std::string> hypotheses;
    for (const EntityRecord& record : read_entities(folder / "references" / place)) {
      corpus.references.push_back(record.translations);
      corpus.mentions.push_back(record.mentions);
    }
    LineReader predictions(folder / "predictions" / rows[i][0] / place);
    std::string line;
    while (predictions.next(line))
      hypotheses.push_back(parse_json(line, predictions.where())["prediction"].get<std::string>());
    const auto metric = catalog().make("m-eta");
    const auto sums = corpus_statistics(*metric, std::span(&hypotheses, 1), corpus).front().sums();
    EXPECT_EQ(sums[0], std::stod(rows[i][3])) << place;
    EXPECT_EQ(sums[1], std::stod(rows[i][4])) << place;
    EXPECT_NEAR(metric->score(sums), std::stod(rows[i][5]), 5e-5) << place;
  }
}

}  // namespace
}  // namespace dragoman::metrics
