#include "evaluation/run_record.h"

#include <algorithm>
#include <deque>
#include <limits>

#include "base/error.h"
#include "base/line_reader.h"

namespace dragoman::evaluation {
namespace {

constexpr size_t kLogLines = 40;
constexpr size_t kRefinements = 12;  // of a step

void take_line(const Json& line, const std::string& where, RunRecord& run) {
  if (!line.is_object() || !line.contains("step") || !line["step"].is_number())
    throw_input("{}: has no step", where);
  const double step = line["step"];
  for (const auto& [name, value] : line.items()) {
    if (name == "step") continue;
    if (name == "alarm" && value.is_string())
      run.alarms.push_back({step, value.get<std::string>()});
    if (value.is_number()) run.curves[name].push_back({step, value.get<double>()});
    if (value.is_null())
      run.curves[name].push_back({step, std::numeric_limits<double>::quiet_NaN()});
  }
}

// A line that is not JSON is an Error unless it is the last one.
void read_metrics(const Path& path, RunRecord& run) {
  LineReader lines(path);
  std::string half;
  for (std::string line; lines.next(line);) {
    if (!half.empty()) throw_input("{}", half);
    if (line.empty()) continue;
    try {
      take_line(parse_json(line, lines.where()), lines.where(), run);
    } catch (const Error& error) {
      half = error.what();
    }
  }
  if (!half.empty()) run.notes.push_back("The last line of metrics.jsonl is not finished.");
}

Json read_json(const Path& path) {
  if (!std::filesystem::exists(path)) return nullptr;
  return parse_json(read_file(path), path.string());
}

std::vector<std::string> last_lines(const Path& path) {
  std::deque<std::string> kept;
  LineReader lines(path);
  for (std::string line; lines.next(line);) {
    kept.push_back(line);
    if (kept.size() > kLogLines) kept.pop_front();
  }
  return {kept.begin(), kept.end()};
}

// Drafts that were changed, of the first and the last step that has any.
std::vector<RefinedDraft> refinements_of(const Path& path) {
  std::vector<RefinedDraft> first, last;
  LineReader lines(path);
  for (std::string line; lines.next(line);) {
    if (line.find("\"refinement\"") == line.npos || !Json::accept(line)) continue;
    const Json episode = parse_json(line, lines.where());
    RefinedDraft found{episode.value("step", int64_t{0}), episode.value("direction", ""),
                       episode.value("completion", ""), episode.value("refinement", "")};
    if (found.draft == found.refinement) continue;
    std::vector<RefinedDraft>& of_step =
        first.empty() || first.front().step == found.step ? first : last;
    if (!of_step.empty() && of_step.front().step != found.step) of_step.clear();
    if (of_step.size() < kRefinements) of_step.push_back(std::move(found));
  }
  first.insert(first.end(), last.begin(), last.end());
  return first;
}

std::string name_of(const Path& folder) {
  const Path full = std::filesystem::absolute(folder).lexically_normal();
  return full.has_filename() ? full.filename().string() : full.parent_path().filename().string();
}

}  // namespace

const std::vector<Point>* RunRecord::curve(const std::string& key) const {
  const auto found = curves.find(key);
  return found == curves.end() ? nullptr : &found->second;
}

RunRecord read_run(const Path& folder) {
  const auto has = [&](const char* name) { return std::filesystem::exists(folder / name); };
  if (!has("metrics.jsonl") && !has("evaluation.json"))
    throw_input("{}: is no run folder (no metrics.jsonl and no evaluation.json)", folder.string());
  RunRecord run;
  run.name = name_of(folder);
  if (has("metrics.jsonl")) read_metrics(folder / "metrics.jsonl", run);
  if (has("recipe.toml")) run.recipe = read_file(folder / "recipe.toml");
  run.config = read_json(folder / "config.resolved.json");
  run.summary = read_json(folder / "summary.json");
  if (has("evaluation.json")) run.evaluation = load(folder);
  for (const char* name : {"episodes.jsonl", "episodes.jsonl.zst"})
    if (has(name)) run.refinements = refinements_of(folder / name);
  if (has("log.txt")) run.log = last_lines(folder / "log.txt");
  return run;
}

}  // namespace dragoman::evaluation
