#include "cli/corpus_arguments.h"

#include <CLI/CLI.hpp>
#include <array>

#include "cli/output.h"
#include "synthesis/model_stages.h"

namespace dragoman::cli {
namespace {

std::string report_text(const Json& report) {
  std::string text = fmt::format("{}: {} rows in, {} written\n", report["stage"].get<std::string>(),
                                 report["rows"].get<int64_t>(), report["written"].get<int64_t>());
  if (report["bad_lines"] > 0)
    text += fmt::format("  {:>10}  bad lines skipped\n", report["bad_lines"].get<int64_t>());
  for (const auto& [reason, count] : report["removed"].items())
    text += fmt::format("  {:>10}  removed: {}\n", count.get<int64_t>(), reason);
  const Json parts = report.value("parts", Json::object());
  for (const auto& [part, count] : parts.items())
    text += fmt::format("  {:>10}  in {}\n", count.get<int64_t>(), part);
  const Json phases = report.value("phases", Json::array());
  for (const Json& phase : phases)
    for (const auto& [language, amount] : phase["languages"].items())
      text +=
          fmt::format("  {:>10}  {} of {} in phase {}\n", amount.get<int64_t>(),
                      phase["unit"].get<std::string>(), language, phase["name"].get<std::string>());
  const Json& call = report["this_call"];
  return text +
         fmt::format("{:.1f} s ({:.1f} s of CPU), {:.1f} MB/s, at most {:.0f} MB of memory\n",
                     call["seconds"].get<double>(), call["cpu_seconds"].get<double>(),
                     call["megabytes_per_second"].get<double>(),
                     call["peak_memory_megabytes"].get<double>());
}

using Catalogs = std::array<const corpus::Catalog*, 2>;

const Catalogs& catalogs() {
  static const Catalogs both{&corpus::catalog(), &synthesis::model_stages()};
  return both;
}

// "convert  --format --language …", a line a stage.
std::string stages_text() {
  std::string text =
      "Corpus stages and their options (dragoman explain corpus.convert says what they are):\n";
  for (const corpus::Catalog* stages : catalogs()) {
    for (const auto& entry : stages->rows()) {
      text += fmt::format("  {:<14}", entry.name);
      for (const auto& option : entry.options()->describe()) text += " --" + option.name;
      text += "\n";
    }
  }
  return text;
}

}  // namespace

void add_corpus_options(CLI::App& app, corpus::JobOptions& options) {
  app.footer(stages_text());
  const std::string group = "Of corpus stages";
  app.add_option("--field", options.field, "key of the text; without it the usual ones")
      ->group(group);
  app.add_flag("--skip_bad_lines", options.skip_bad_lines,
               "count lines that can't be read, instead of ending with an error")
      ->group(group);
  app.add_option("--compression", options.compression, "of what is written")
      ->check(CLI::IsMember({"zst", "none"}))
      ->group(group);
  app.add_option("--memory", options.memory, "MiB of records that are sorted at once")
      ->check(CLI::Range(1, 1 << 20))
      ->group(group);
}

const corpus::Catalog* stages_with(const std::string& name) {
  for (const corpus::Catalog* stages : catalogs())
    if (stages->find(name) != nullptr) return stages;
  return nullptr;
}

std::vector<std::string_view> corpus_stage_names() {
  std::vector<std::string_view> names;
  for (const corpus::Catalog* stages : catalogs())
    for (const std::string_view name : stages->names()) names.push_back(name);
  return names;
}

int run_corpus_stage(const std::string& stage, const corpus::JobOptions& options,
                     std::span<const std::string> overrides, bool json) {
  const Json report = corpus::run_stage(stage, options, overrides, *stages_with(stage));
  write_out(json ? report.dump(2) + "\n" : report_text(report));
  return 0;
}

}  // namespace dragoman::cli
