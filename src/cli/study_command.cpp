// `dragoman study STUDY.toml`: training runs, held-out tests and the table they feed.
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "studies/study.h"

namespace dragoman::cli {
namespace {

int run(std::span<const std::string> args) {
  CLI::App app(
      "Runs a study: its cells (training runs) that are missing or stale, their held-out tests, "
      "and the table. What is finished is not run again. Any key of the study can be given here: "
      "--seeds=[1,2,3].",
      "study");
  std::string path;
  std::string output;
  std::string results;
  bool dry_run = false;
  app.add_option("study", path, "a TOML file")->required();
  app.add_option("--output", output,
                 "folder for everything; default: runs/ and the study's folder");
  app.add_option("--results", results,
                 "folder of a results page, as in docs/results/NAME: results kept there are not "
                 "made again, new ones are added, and the tables in NAME.md are renewed");
  app.add_flag("--dry-run", dry_run, "print what would run, then stop");
  add_threads_option(app);
  std::vector<std::string> overrides;
  if (!parse_arguments(app, args, overrides)) return 0;

  studies::StudyRequest request;
  request.study = path;
  request.overrides = overrides;
  request.output =
      output.empty() ? Path("runs") / request.study.parent_path().filename() : Path(output);
  request.results = results;
  if (dry_run) {
    write_out(studies::study_plan(request));
    return 0;
  }
  const Json summary = studies::run_study(
      request, [](const std::string& text) { fmt::print(stderr, "study: {}\n", text); });
  if (const std::string title = summary.at("title"); !title.empty())
    print_out("{}\n\n", bold(title));
  print_out("{}\nsummary: {}\nreport:  {}\n", studies::study_table(summary),
            (request.output / "summary.json").string(), (request.output / "report.html").string());
  return 0;
}

}  // namespace

Command study_command() {
  return {"study", "Runs a study: training runs, held-out tests and their table.", &run};
}

}  // namespace dragoman::cli
