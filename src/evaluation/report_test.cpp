#include "evaluation/report.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "evaluation/evaluate.h"
#include "evaluation/fakes_test.h"
#include "evaluation/html.h"
#include "evaluation/svg_chart.h"
#include "evaluation/word_diff.h"

namespace dragoman::evaluation {
namespace {

void put(const Path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// A run of `steps` steps with a reward, a witness, an alarm, an evaluation and awkward texts. Every
// second hypothesis is right, of the run "poor" every tenth.
Path run_folder(const std::string& name, int steps) {
  const Path folder = Path(::testing::TempDir()) / "dragoman_report" / name;
  make_folder(folder);
  std::string lines;
  for (int step = 0; step <= steps; ++step) {
    Json line = {{"step", step}, {"loss", 1.0 / (step + 1)}, {"reward", 0.01 * step}};
    line["rewards/chrf/mean"] = 0.5;
    line["grad_norm"] = step == 3 ? Json(nullptr) : Json(1.5);
    line["own/metric"] = step;
    if (step % 10 == 0) line["eval/exact"] = 0.5;
    if (step == 20) line["alarm"] = "reward rose while <exact> fell";
    lines += to_line(line) + "\n";
  }
  put(folder / "metrics.jsonl", lines);
  put(folder / "recipe.toml",
      "# Purpose & more.\nkind = \"rl\"  # </pre><script>alert(1)</script>\n");
  put(folder / "config.resolved.json", R"({"seed": 7, "evaluation": {"witness": "exact"}})");
  put(folder / "summary.json", R"({"kind": "rl", "seconds": 125.0, "version": "0.1.0"})");
  put(folder / "log.txt", "step 1 \xff\n");
  std::vector<data::Row> rows;
  std::vector<Hypothesis> hypotheses;
  for (int i = 0; i < 20; ++i) {
    rows.push_back(row_of("row " + std::to_string(i), "a b c " + std::to_string(i)));
    hypotheses.push_back(
        {i % (name == "poor" ? 10 : 2) == 0 ? "a b c " + std::to_string(i) : "a <b> d", false, 4});
  }
  const ExactMatch exact;
  save(measure(rows, hypotheses, {}, {&exact}), folder);
  return folder;
}

std::string page_of(const std::vector<std::string>& names, int steps = 40) {
  std::vector<RunRecord> runs;
  for (const std::string& name : names) runs.push_back(read_run(run_folder(name, steps)));
  return report_page(runs);
}

bool is_void(const std::string& tag) { return tag == "meta" || tag == "!doctype"; }

// Tags close in the order they were opened; the first that does not is returned.
std::string unbalanced(const std::string& page) {
  std::vector<std::string> open;
  for (size_t at = page.find('<'); at != page.npos; at = page.find('<', at + 1)) {
    const size_t end = page.find('>', at);
    if (end == page.npos) return "an open <";
    const bool closing = page[at + 1] == '/';
    const size_t begin = at + (closing ? 2 : 1);
    const std::string tag = page.substr(begin, page.find_first_of(" />\n", begin) - begin);
    if (page[end - 1] == '/' || is_void(tag)) continue;
    if (!closing)
      open.push_back(tag);
    else if (open.empty() || open.back() != tag)
      return tag;
    else
      open.pop_back();
  }
  return open.empty() ? "" : open.back();
}

void expect_has(const std::string& page, const std::string& part) {
  EXPECT_NE(page.find(part), page.npos) << part;
}

TEST(Report, IsOneWellFormedPageOfItsOwn) {
  for (const auto& names : std::vector<std::vector<std::string>>{{"one"}, {"one", "poor"}}) {
    const std::string page = page_of(names);
    EXPECT_EQ(unbalanced(page), "");
    for (const char* outside : {"<script", "src=", "href=", "http:", "https:", "@import", "url("})
      EXPECT_EQ(page.find(outside), page.npos) << outside;
  }
}

TEST(Report, ShowsWhatTheFolderHolds) {
  const std::string page = page_of({"one"});
  for (const char* part :
       {"<h1>one</h1>", "Purpose &amp; more.", "2 min", "Reward and witness", "Reward parts",
        "own/metric", "reward rose while &lt;exact&gt; fell", "50.0 %", "nrefs:1|case:mixed",
        "source, characters", "<ins>&lt;b&gt; d</ins>"})
    expect_has(page, part);
}

TEST(Report, ShowsWhatATeacherEdited) {
  const Path folder = run_folder("taught", 20);
  std::string lines;
  for (const int step : {0, 10, 20}) {
    for (int i = 0; i < 20; ++i) {
      const std::string draft = fmt::format("old{} <b> at {}", i, step);
      Json line = {{"step", step}, {"direction", "en-de"}, {"completion", draft}};
      line["refinement"] = i == 0 ? draft : fmt::format("new{} <b> at {}", i, step);
      lines += to_line(line) + "\n";
    }
  }
  put(folder / "episodes.jsonl", lines + "{\"refinement\": \"half");
  put(folder / "metrics.jsonl",
      R"({"step": 0, "mt/refinement/identity_ratio": 0.1, "mt/refinement/endings": 1.5})"
      "\n");
  const RunRecord run = read_run(folder);
  EXPECT_EQ(run.refinements.size(), 24U);
  const std::string page = report_page({&run, 1});
  for (const char* part : {"Edits of the teacher", "Left untouched", "What the teacher corrects",
                           "<ins>new1</ins>", "<del>old1</del>", "&lt;b&gt; at 20"})
    expect_has(page, part);
  EXPECT_EQ(page.find("&lt;b&gt; at 10"), page.npos);  // neither the first step nor the last
  EXPECT_EQ(unbalanced(page), "");
}

TEST(Report, DrawsTheLossOverPositionsNotSteps) {
  const Path folder = run_folder("long texts", 4);
  const std::string before =
      R"({"step": 0, "eval/loss/position_1-15": 4.5, "eval/loss/position_128-255": 4.25,)"
      R"( "eval/loss/position_16-31": 4.75, "eval/loss/novels": 4.5})";
  const std::string after =
      R"({"step": 9, "eval/loss/position_1-15": 3.5, "eval/loss/position_128-255": 1.25,)"
      R"( "eval/loss/position_16-31": 2.5, "eval/loss/novels": 3.0})";
  put(folder / "metrics.jsonl", before + "\n" + after + "\n");
  const RunRecord run = read_run(folder);
  const std::string page = report_page({&run, 1});
  for (const char* part :
       {"Loss by position", ">position<", "at first", "at last", "Loss by domain", "4.25", "1.25"})
    expect_has(page, part);
  EXPECT_EQ(page.find("position_16"), page.npos);  // no chart of its own
  EXPECT_EQ(unbalanced(page), "");
}

TEST(Report, TextsCannotBecomeMarkup) {
  const std::string page = page_of({"one"});
  expect_has(page, "&lt;/pre&gt;&lt;script&gt;");
  expect_has(page, "step 1 \xef\xbf\xbd");  // the log's bad byte
}

TEST(Report, ComparesSeveralRunsOnTheSameRows) {
  const std::string page = page_of({"one", "two", "poor"});
  expect_has(page, "3 runs side by side");
  expect_has(page, "+0.00 (p = 1.000)");
  expect_has(page, "class=\"bad\">-40.00 (p &lt; 0.001)");
  expect_has(page, "class=\"dot c1\"");
}

TEST(Report, IsTheSameForTheSameFiles) { EXPECT_EQ(page_of({"one"}), page_of({"one"})); }

TEST(Report, DrawsLongRunsInLittleSpace) { EXPECT_LT(page_of({"long"}, 20000).size(), 600000U); }

TEST(RunRecord, NotesAHalfWrittenLastLine) {
  const Path folder = run_folder("running", 10);
  put(folder / "metrics.jsonl", "{\"step\": 1, \"loss\": 2}\n{\"step\": 2, \"lo");
  const RunRecord run = read_run(folder);
  ASSERT_EQ(run.notes.size(), 1U);
  EXPECT_EQ(run.curve("loss")->size(), 1U);
}

TEST(RunRecord, ABrokenLineInTheMiddleIsAnError) {
  const Path folder = run_folder("broken", 10);
  put(folder / "metrics.jsonl", "{\"step\": 1}\n{\"loss\": 2}\n{\"step\": 3}\n");
  try {
    read_run(folder);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("metrics.jsonl: line 2: has no step"),
              std::string::npos);
  }
}

TEST(RunRecord, SaysThatAFolderIsNoRun) {
  try {
    read_run(::testing::TempDir());
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("no run folder"), std::string::npos);
  }
}

TEST(Chart, TicksAreRoundAndCoverTheRange) {
  EXPECT_EQ(nice_ticks(0.0, 100.0, 5), (std::vector<double>{0, 20, 40, 60, 80, 100}));
  for (const auto& [low, high] :
       {std::pair(-3.2, 17.9), std::pair(1e-6, 3e-6), std::pair(5., 5e9)}) {
    const auto ticks = nice_ticks(low, high, 5);
    EXPECT_LE(ticks.front(), low * (low < 0 ? 0.999 : 1.001));
    EXPECT_GE(ticks.back(), high * 0.999);
    EXPECT_LE(ticks.size(), 9U);
  }
}

TEST(Chart, SurvivesOddSeries) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Chart chart;
  chart.title = "a < b";
  chart.series = {{"empty", {}, 0, 0, false}, {"nan", {{0, nan}, {1, nan}}, 1, 0, true}};
  EXPECT_EQ(svg_chart(chart), "");
  chart.series.push_back({"one", {{5, 2.0}}, 2, 1, false});
  chart.series.push_back({"flat", {{1, 0.0}, {2, 0.0}, {3, nan}, {4, 0.0}}, 3, 0, true});
  const std::string svg = svg_chart(chart);
  EXPECT_EQ(unbalanced(svg), "");
  EXPECT_EQ(svg.find("nan,"), svg.npos);
  EXPECT_EQ(svg.find("inf"), svg.npos);
}

TEST(Chart, SmoothingKeepsTheMeanOfAConstant) {
  std::vector<Point> points(500, {0.0, 3.0});
  for (const Point& point : smoothed(points)) EXPECT_DOUBLE_EQ(point.y, 3.0);
}

TEST(WordDiff, TellsExtraAndMissingWordsApart) {
  const auto pieces = word_diff("the old cat sat", "the cat sat down");
  ASSERT_EQ(pieces.size(), 4U);
  EXPECT_EQ(pieces[1].edit, Edit::kMissing);
  EXPECT_EQ(pieces[1].text, "old");
  EXPECT_EQ(pieces[2].text, "cat sat");
  EXPECT_EQ(pieces[3].edit, Edit::kExtra);
}

TEST(WordDiff, ComparesTextWithoutSpacesByCharacters) {
  const auto pieces = word_diff("\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x97\xa5");
  EXPECT_EQ(pieces.front().text, "\xe6\x97\xa5");
  EXPECT_EQ(pieces.size(), 3U);
}

TEST(WordDiff, PiecesGiveBothSidesBack) {
  for (const auto& [a, b] : {std::pair("a b c", "c b a"), std::pair("", "x y"),
                             std::pair("x x y", "x"), std::pair("", "")}) {
    std::string reference;
    std::string hypothesis;
    for (const auto& piece : word_diff(a, b)) {
      if (piece.edit != Edit::kExtra) reference += (reference.empty() ? "" : " ") + piece.text;
      if (piece.edit != Edit::kMissing) hypothesis += (hypothesis.empty() ? "" : " ") + piece.text;
    }
    EXPECT_EQ(reference, a);
    EXPECT_EQ(hypothesis, b);
  }
}

TEST(Html, NumbersReadWell) {
  EXPECT_EQ(number_text(125000), "125,000");
  EXPECT_EQ(number_text(-1234567), "−1,234,567");
  EXPECT_EQ(number_text(61.239), "61.24");
  EXPECT_EQ(number_text(0.5), "0.5");
  EXPECT_EQ(number_text(0.00098), "0.00098");
  EXPECT_EQ(number_text(3e-7), "3.0e-07");
  EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), "–");
  EXPECT_EQ(duration_text(42.4), "42 s");
  EXPECT_EQ(duration_text(11100), "3 h 05 min");
}

}  // namespace
}  // namespace dragoman::evaluation
