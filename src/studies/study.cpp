#include "studies/study.h"

#include <fmt/format.h>

#include <map>

#include "evaluation/compare.h"
#include "evaluation/report.h"
#include "evaluation/table.h"
#include "studies/cell.h"

namespace dragoman::studies {
namespace {

using Say = std::function<void(const std::string&)>;

struct Result {
  evaluation::Evaluation evaluation;
  double seconds = 0.0;
  Path checkpoint;
  Path folder;
};

using Results = std::map<std::string, Result>;  // by cell

Results run_seed(const StudyRequest& request, int64_t seed, const Say& say) {
  Results results;
  for (const CellConfig& config : request.config.cells) {
    const Path start = config.from.empty() ? Path() : results.at(config.from).checkpoint;
    const Cell cell(config, request.folder, request.output, seed, start);
    if (cell.finished()) {
      say(fmt::format("{}, seed {}: is there", config.name, seed));
    } else {
      say(fmt::format("{}, seed {}: trains in {}", config.name, seed, cell.folder().string()));
      cell.train();
    }
    results[config.name] = {cell.evaluate(request.config.held_out), cell.seconds(),
                            cell.best_checkpoint(), cell.folder()};
  }
  return results;
}

Json row_of(const std::string& name, const Result& result) {
  Json row = {{"name", name}};
  for (const evaluation::MetricResult& metric : result.evaluation.metrics)
    row[metric.key] = metric.score;
  row["seconds"] = result.seconds;
  return row;
}

Json tests_of(const StudyConfig& config, const Results& results, int64_t seed) {
  Json tests = Json::array();
  for (const TestConfig& test : config.tests) {
    const auto comparisons =
        evaluation::compare(results.at(test.b).evaluation, results.at(test.a).evaluation);
    for (const evaluation::Comparison& comparison : comparisons)
      tests.push_back({{"a", test.a},
                       {"b", test.b},
                       {"metric", comparison.key},
                       {"difference", comparison.difference},
                       {"p", comparison.p},
                       {"better", comparison.better()},
                       {"seed", seed}});
  }
  return tests;
}

// Means over seeds of every number of equally named rows.
Json mean_rows(const std::vector<Json>& seeds) {
  Json rows = seeds.front();
  for (size_t i = 0; i < rows.size(); ++i) {
    for (auto& [key, value] : rows[i].items()) {
      if (!value.is_number()) continue;
      double sum = 0.0;
      for (const Json& seed : seeds) sum += seed[i][key].get<double>();
      value = sum / static_cast<double>(seeds.size());
    }
  }
  return rows;
}

void write_report(const Path& output, const StudyConfig& config, const Results& results) {
  std::vector<evaluation::RunRecord> runs;
  for (const CellConfig& cell : config.cells) {
    evaluation::RunRecord record = evaluation::read_run(results.at(cell.name).folder);
    record.name = cell.name;
    record.evaluation = results.at(cell.name).evaluation;  // held out, not dev
    runs.push_back(std::move(record));
  }
  write_file(output / "report.html", evaluation::report_page(runs));
}

}  // namespace

Json run_study(const StudyRequest& request, const Say& say) {
  const StudyConfig& config = request.config;
  make_folder(request.output);
  std::vector<Json> rows;
  Json tests = Json::array();
  Json seeds = Json::array();
  Json checkpoints = Json::object();
  for (const int64_t seed : config.seeds) {
    const Results results = run_seed(request, seed, say);
    Json own = Json::array();
    for (const CellConfig& cell : config.cells)
      own.push_back(row_of(cell.name, results.at(cell.name)));
    rows.push_back(own);
    seeds.push_back({{"seed", seed}, {"rows", own}});
    for (Json& test : tests_of(config, results, seed)) tests.push_back(std::move(test));
    if (seed != config.seeds.front()) continue;
    for (const auto& [name, result] : results) checkpoints[name] = result.checkpoint.string();
    write_report(request.output, config, results);
  }
  Json summary = {{"title", config.title},
                  {"rows", mean_rows(rows)},
                  {"tests", tests},
                  {"checkpoints", checkpoints}};
  if (config.seeds.size() > 1) summary["seeds"] = seeds;
  write_file(request.output / "summary.json", summary.dump(2) + "\n");
  return summary;
}

std::string study_plan(const StudyRequest& request) {
  std::string text;
  for (const int64_t seed : request.config.seeds) {
    std::map<std::string, Path> starts;
    for (const CellConfig& config : request.config.cells) {
      const Cell cell(config, request.folder, request.output, seed, starts[config.from]);
      starts[config.name] = cell.folder() / "checkpoints" / "best";
      text +=
          fmt::format("{:12} seed {}  {:>6} steps of {} sequences  {}\n", config.name, seed,
                      cell.recipe().trainer.max_steps, cell.recipe().trainer.sequences_per_step(),
                      cell.finished() ? "is there" : "to run");
    }
  }
  return text;
}

}  // namespace dragoman::studies
