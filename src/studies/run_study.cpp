// The study as a whole: all results, the summary that is made of them, the files.
#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

#include "evaluation/compare.h"
#include "evaluation/html.h"
#include "evaluation/report.h"
#include "studies/prices.h"
#include "studies/results_page.h"
#include "studies/study.h"
#include "training/train.h"

namespace dragoman::studies {
namespace {

Json row_of(const std::string& name, const Result& result) {
  Json row = {{"name", name}};
  for (const evaluation::MetricResult& metric : result.evaluation.metrics)
    row[metric.key] = metric.score;
  row["seconds"] = result.seconds;
  return row;
}

Json rows_of(Study& study, int64_t seed) {
  Json rows = Json::array();
  for (const CellConfig& cell : study.systems())
    rows.push_back(row_of(cell.name, study.result(cell, seed)));
  return rows;
}

// The same of each group of the rows that the study asks for.
Json group_rows_of(Study& study, int64_t seed) {
  Json rows = Json::array();
  for (const CellConfig& cell : study.systems())
    for (const auto& breakdown : study.result(cell, seed).evaluation.breakdowns) {
      if (breakdown.by != study.config().by) continue;
      for (const evaluation::Group& group : breakdown.groups) {
        Json row = {{"name", cell.name}, {breakdown.by, group.label}};
        for (const auto& [key, score] : group.scores) row[key] = score;
        rows.push_back(std::move(row));
      }
    }
  return rows;
}

Json tests_of(Study& study, const TestConfig& test, int64_t seed) {
  Json tests = Json::array();
  const auto& a = study.result(study.named(test.a), seed).evaluation;
  const auto& b = study.result(study.named(test.b), seed).evaluation;
  for (const evaluation::Comparison& comparison : evaluation::compare(b, a))
    tests.push_back({{"a", test.a},
                     {"b", test.b},
                     {"metric", comparison.key},
                     {"difference", comparison.difference},
                     {"p", comparison.p},
                     {"better", comparison.better()},
                     {"seed", seed}});
  return tests;
}

// Means over seeds of every number of equally named rows.
Json mean_rows(const Json& seeds, const std::string& table) {
  Json rows = seeds.front().at(table);
  for (size_t i = 0; i < rows.size(); ++i) {
    for (auto& [key, value] : rows[i].items()) {
      if (!value.is_number()) continue;
      double sum = 0.0;
      for (const Json& seed : seeds) sum += seed.at(table)[i].at(key).get<double>();
      value = sum / static_cast<double>(seeds.size());
    }
  }
  return rows;
}

// Checkpoints that lie in the run folders; those of kept results may be gone.
Json checkpoints_of(Study& study, int64_t seed) {
  Json checkpoints = Json::object();
  for (const CellConfig& config : study.systems()) {
    if (config.route) continue;
    const auto cell = study.cell(study.maker(config), seed);
    if (cell->finished()) checkpoints[config.name] = cell->checkpoint().string();
  }
  return checkpoints;
}

Json summary_of(Study& study) {
  const StudyConfig& config = study.config();
  Json seeds = Json::array();
  Json tests = Json::array();
  Json shares = Json::array();
  for (const int64_t seed : config.seeds) {
    seeds.push_back({{"seed", seed},
                     {"rows", rows_of(study, seed)},
                     {"group_rows", group_rows_of(study, seed)}});
    if (config.prices)
      for (Json& share : price_shares(study, seed)) shares.push_back(std::move(share));
    for (const TestConfig& test : config.tests)
      for (Json& one : tests_of(study, test, seed)) tests.push_back(std::move(one));
  }
  Json summary = {{"title", config.title},
                  {"rows", mean_rows(seeds, "rows")},
                  {"group_rows", mean_rows(seeds, "group_rows")},
                  {"tests", std::move(tests)},
                  {"checkpoints", checkpoints_of(study, config.seeds.front())}};
  if (config.prices)
    summary["prices"] = {{"system", config.prices->system}, {"shares", std::move(shares)}};
  if (config.seeds.size() > 1) summary["seeds"] = std::move(seeds);
  return summary;
}

// One page about the runs of the first seed that are still there.
void write_report(Study& study) {
  const int64_t seed = study.config().seeds.front();
  std::vector<evaluation::RunRecord> runs;
  for (const CellConfig& config : study.systems()) {
    if (config.recipe.empty() || !study.cell(config, seed)->finished()) continue;
    runs.push_back(evaluation::read_run(study.run_folder(config, seed)));
    runs.back().name = config.name;
    runs.back().evaluation = study.result(config, seed).evaluation;  // held out, not dev
  }
  if (!runs.empty())
    write_file(study.request().output / "report.html", evaluation::report_page(runs));
}

Path page_of(const Path& results) { return results.string() + ".md"; }

void write_results(Study& study, const Json& summary) {
  const Path& folder = study.request().results;
  Json shown = summary;
  shown.erase("checkpoints");
  write_file(folder / "summary.json", shown.dump(2) + "\n");
  write_curves(study, folder);
  update_page(page_of(folder), summary);
}

constexpr double kLongest = 3600.0;  // seconds a cell should take at most

std::string plan_line(const std::string& name, int64_t seed,
                      const training::TrainingArguments& trainer, std::optional<double> seconds) {
  std::string line = fmt::format("{:12} seed {}  {:>6} steps of {} sequences  ", name, seed,
                                 trainer.max_steps, trainer.sequences_per_step());
  if (!seconds) return line + "is there\n";
  line += fmt::format("to run, about {}", evaluation::duration_text(*seconds));
  return line + (*seconds > kLongest ? ": more than an hour, split it\n" : "\n");
}

// Whether another cell, in the study's own folder, still has to make its files.
bool waits_for_data(const training::Recipe& recipe, const Path& output) {
  for (const auto& data : {recipe.data, recipe.eval_data}) {
    if (!data) continue;
    for (const std::string& path : data->paths)
      if (path.starts_with(output.string() + "/") && !std::filesystem::exists(path)) return true;
  }
  return false;
}

}  // namespace

Json run_study(const StudyRequest& request, const Say& say) {
  make_folder(request.output);
  Study study(request, say);
  if (!request.results.empty())  // before hours are spent
    checked_page(page_of(request.results), study.config().title);
  const Json summary = summary_of(study);
  write_file(request.output / "summary.json", summary.dump(2) + "\n");
  write_report(study);
  if (!request.results.empty()) write_results(study, summary);
  return summary;
}

std::string study_plan(const StudyRequest& request) {
  Study study(request, [](const std::string&) {});
  std::set<Path> seen;
  std::map<std::string, double> seconds;  // of a cell; seeds take equally long
  std::string text;
  double total = 0.0;
  for (const int64_t seed : study.config().seeds) {
    for (const CellConfig& config : study.config().cells) {
      if (config.route || &study.maker(config) != &config) continue;
      if (!seen.insert(study.run_folder(config, seed)).second) continue;
      const auto cell = study.cell(config, seed);
      if (!config.commands.empty()) {
        text += fmt::format("{:12} seed {}  {} commands  {}\n", config.name, seed_of(config, seed),
                            config.commands.size(), cell->finished() ? "is there" : "to run");
        continue;
      }
      const bool there = study.kept(config, seed).has_value() || cell->finished();
      if (!there && waits_for_data(cell->recipe(), request.output)) {
        text += fmt::format("{:12} seed {}  to run, when its data are made\n", config.name,
                            seed_of(config, seed));
        continue;
      }
      if (!there && !seconds.contains(config.name))
        seconds[config.name] = training::estimated_seconds(cell->recipe());
      if (!there) total += seconds[config.name];
      text += plan_line(config.name, seed_of(config, seed), cell->recipe().trainer,
                        there ? std::nullopt : std::optional(seconds[config.name]));
    }
  }
  return text + fmt::format("estimate: {:.1f} hours on this machine as it is now, and the tests\n",
                            total / 3600.0);
}

}  // namespace dragoman::studies
