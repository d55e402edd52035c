// `dragoman compare REF… -i A B …`: which of several systems is better, how sure that is, and
// where.
#include <algorithm>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/line_reader.h"
#include "cli/command.h"
#include "cli/compare_arguments.h"
#include "cli/output.h"
#include "cli/score_input.h"
#include "evaluation/comparison_page.h"
#include "evaluation/run_comparison.h"
#include "evaluation/system_comparison_output.h"

namespace dragoman::cli {
namespace {

// A file's name without folders and ending, a run's without folders.
std::string short_name(const std::string& path, bool run) {
  if (!run) return Path(path).stem().string();
  const Path full = std::filesystem::absolute(path).lexically_normal();
  return (full.has_filename() ? full : full.parent_path()).filename().string();
}

// Short names, where those tell the systems apart.
std::vector<std::string> names_of(const CompareArguments& arguments) {
  if (!arguments.names.empty()) return arguments.names;
  std::vector<std::string> names;
  for (const std::string& path : arguments.texts.inputs)
    names.push_back(short_name(path, arguments.runs));
  const std::set<std::string> different(names.begin(), names.end());
  return different.size() == names.size() ? names : arguments.texts.inputs;
}

std::vector<std::string> read_labels(const std::string& path, size_t sentences) {
  std::vector<std::string> labels;
  if (path.empty()) return labels;
  LineReader reader(path);
  std::string line;
  while (reader.next(line)) labels.push_back(line);
  if (labels.size() != sentences)
    throw_input("{} has {} lines for {} sentences", path, labels.size(), sentences);
  return labels;
}

metrics::WordCounts count_training_words(const std::string& path, const std::string& unit) {
  metrics::WordCounts counts;
  if (path.empty()) return counts;
  LineReader reader(path);
  std::string line;
  while (reader.next(line)) metrics::count_words(line, unit, counts);
  return counts;
}

evaluation::Judge read_judge(const std::string& argument, const std::vector<std::string>& metrics,
                             const evaluation::Systems& systems) {
  const size_t equals = argument.find('=');
  if (equals == argument.npos || equals == 0)
    throw_input("compare: --judge={} must be NAME=FILE", argument);
  const std::string name = argument.substr(0, equals);
  const std::string path = argument.substr(equals + 1);
  const auto is_taken = [&name](const evaluation::Judge& judge) { return judge.name == name; };
  if (std::count(metrics.begin(), metrics.end(), name) > 0 ||
      std::any_of(systems.judges.begin(), systems.judges.end(), is_taken))
    throw_input("compare: --judge={}: a metric has this name; choose another", argument);
  auto scores = evaluation::read_human_scores(path, systems.names, systems.corpus.size());
  if (!scores.by_sentence)
    throw_input("{} has one score a system; a judge's scores are one a sentence", path);
  return {name, std::move(scores.scores)};
}

evaluation::Systems read_systems(const CompareArguments& arguments) {
  ScoreInput input = read_score_input(arguments.texts);
  evaluation::Systems systems;
  systems.names = names_of(arguments);
  if (systems.names.size() != input.systems.size())
    throw_input("compare: {} names for {} systems", systems.names.size(), input.systems.size());
  for (System& system : input.systems) systems.hypotheses.push_back(std::move(system.hypotheses));
  systems.corpus = std::move(input.corpus);
  if (systems.corpus.size() < 2) throw_input("compare: one sentence can't tell systems apart");
  systems.domains = read_labels(arguments.domains, systems.corpus.size());
  systems.difficulties = read_labels(arguments.difficulties, systems.corpus.size());
  for (const std::string& judge : arguments.judges)
    systems.judges.push_back(read_judge(judge, arguments.texts.metrics, systems));
  return systems;
}

void show(const CompareArguments& arguments, const evaluation::Systems& systems,
          const evaluation::SystemComparison& comparison) {
  if (!arguments.html.empty())
    write_file(arguments.html,
               evaluation::comparison_page(systems, comparison,
                                           static_cast<size_t>(arguments.num_samples)));
  write_out(arguments.format == "json" ? evaluation::comparison_json(comparison).dump(2) + "\n"
                                       : evaluation::comparison_text(comparison));
}

void compare_runs(const CompareArguments& arguments) {
  const std::vector<std::string> names = names_of(arguments);
  const std::vector<std::string>& folders = arguments.texts.inputs;
  if (names.size() != folders.size())
    throw_input("compare: {} names for {} runs", names.size(), folders.size());
  std::vector<evaluation::RunRecord> runs;
  std::vector<const evaluation::RunRecord*> pointers;
  for (size_t i = 0; i < folders.size(); ++i) {
    runs.push_back(evaluation::read_run(folders[i]));
    runs.back().name = names[i];
  }
  for (const evaluation::RunRecord& run : runs) pointers.push_back(&run);
  show(arguments, {},
       evaluation::compare_runs(pointers, arguments.texts.metrics, arguments.options));
}

void compare_texts(CompareArguments& arguments) {
  apply_comet_folders(arguments.comet, arguments.texts.options);
  std::vector<evaluation::KeyedMetric> metrics;
  for (const std::string& name : arguments.texts.metrics)
    metrics.push_back({name, arguments.texts.options.make(name)});
  const evaluation::Systems systems = read_systems(arguments);
  std::optional<evaluation::HumanScores> human;
  if (!arguments.human.empty())
    human = evaluation::read_human_scores(arguments.human, systems.names, systems.corpus.size());
  arguments.options.training_counts = count_training_words(arguments.train, arguments.options.unit);
  show(arguments, systems, evaluation::compare_systems(systems, metrics, arguments.options, human));
}

int run(std::span<const std::string> args) {
  auto arguments = parse_compare_arguments(args);
  if (!arguments) return 0;
  arguments->runs ? compare_runs(*arguments) : compare_texts(*arguments);
  return 0;
}

}  // namespace

Command compare_command() {
  return {"compare", "Compares systems: paired tests, clusters, AutoRank, a page side by side.",
          &run};
}

}  // namespace dragoman::cli
