// `dragoman report RUN…`: one HTML page about one run, or several side by side.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "evaluation/report.h"

namespace dragoman::cli {
namespace {

// The last part of each run's path, with as many more as tell all of them apart: a study has
// "rl/seed-1" and "sft/seed-1".
void name_apart(const std::vector<std::string>& folders, std::vector<evaluation::RunRecord>& runs) {
  std::vector<Path> left;
  for (const std::string& folder : folders)
    left.push_back(std::filesystem::weakly_canonical(folder).parent_path());
  const auto twice = [&runs] {
    std::set<std::string> names;
    for (const evaluation::RunRecord& run : runs) names.insert(run.name);
    return names.size() < runs.size();
  };
  const auto has_more = [](const Path& path) { return path.has_relative_path(); };
  while (twice() && std::all_of(left.begin(), left.end(), has_more)) {
    for (size_t i = 0; i < runs.size(); ++i) {
      runs[i].name = (left[i].filename() / runs[i].name).string();
      left[i] = left[i].parent_path();
    }
  }
}

int run(std::span<const std::string> args) {
  CLI::App app("Makes one HTML page of one run folder, or of several side by side.", "report");
  std::vector<std::string> folders;
  std::string output;
  app.add_option("RUN", folders, "run folders")->required();
  app.add_option("-o,--output", output,
                 "file to write, - for stdout; default: report.html in the "
                 "first run's folder");
  if (!parse_arguments(app, args)) return 0;
  std::vector<evaluation::RunRecord> runs;
  for (const std::string& folder : folders) runs.push_back(evaluation::read_run(folder));
  name_apart(folders, runs);
  const std::string page = evaluation::report_page(runs);
  if (output == "-") {
    write_out(page);
    return 0;
  }
  const Path path = output.empty() ? Path(folders.front()) / "report.html" : Path(output);
  write_file(path, page);
  print_out("{}\n", path.string());
  return 0;
}

}  // namespace

Command report_command() {
  return {"report", "Makes one HTML page about one run, or several side by side.", &run};
}

}  // namespace dragoman::cli
