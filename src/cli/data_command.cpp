// `dragoman data ACTION FILE… [--key=value …]`: look at parallel text, clean it, split it; make a
// corpus. An action is stats, filter, split, the name of one stage, or of a corpus stage. Every
// option of the `[data]` section of a recipe is an option here; results go to --output or stdout,
// counts to stderr. A corpus stage has its own options, and its --output is a folder that it goes
// on with.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>

#include "base/error.h"
#include "base/nearest.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/corpus_arguments.h"
#include "cli/output.h"
#include "config/recipe.h"
#include "data/pipeline.h"
#include "data/split.h"
#include "data/stats.h"
#include "data/writer.h"

namespace dragoman::cli {
namespace {

struct Arguments {
  std::string action;
  std::vector<std::string> paths;
  std::vector<std::string> overrides;
  std::string output;
  bool json = false;
  corpus::JobOptions corpus;
};

// The keys of both, side by side: `--limit=…`, `--dev=…`.
struct SplitOptions {
  data::DataConfig data;
  data::SplitConfig split;

  template <class Visitor>
  void fields(Visitor& visit) {
    data.fields(visit);
    split.fields(visit);
  }
};

config::Value text_value(const std::string& text) {
  config::Value value;
  value.data = text;
  return value;
}

// "length,nfc" of --stages, or the one stage that is the action.
std::vector<std::string> take_stages(Arguments& arguments) {
  if (data::catalog().find(arguments.action) != nullptr) return {arguments.action};
  std::vector<std::string> names;
  std::erase_if(arguments.overrides, [&](const std::string& text) {
    if (!text.starts_with("--stages=")) return false;
    std::string name;
    for (const char c : text.substr(9) + ',') {
      if (c != ',')
        name += c;
      else if (!name.empty())
        names.push_back(std::exchange(name, ""));
    }
    return true;
  });
  return names;
}

bool has_option(const std::string& stage, std::string_view key) {
  const auto options = data::catalog().at(stage).options()->describe();
  return std::any_of(options.begin(), options.end(),
                     [&](const config::Option& option) { return option.name == key; });
}

// "--max_words=3" after a stage's name, or "--length.max_words=3", as the recipe's key.
std::string full_key(const std::string& text, const std::vector<std::string>& stages,
                     const std::string& action) {
  const std::string keys = text.substr(2, text.find('=') - 2);
  for (size_t i = 0; i < stages.size(); ++i) {
    const std::string place = fmt::format("--stages.{}.", i);
    if (stages[i] == action && has_option(action, keys)) return place + text.substr(2);
    if (keys.starts_with(stages[i] + ".")) return place + text.substr(3 + stages[i].size());
  }
  return text;
}

// The arguments as the tree that a recipe's `[data]` section would be.
template <class Options>
Options read_options(Arguments arguments) {
  config::Value root;
  root.data = config::Table{};
  config::List paths;
  for (const std::string& path : arguments.paths) paths.push_back(text_value(path));
  config::Value list;
  list.data = std::move(paths);
  root.add("paths", std::move(list));
  const auto stages = take_stages(arguments);
  list.data = config::List{};
  for (const std::string& stage : stages) {
    config::Value table;
    table.data = config::Table{};
    table.add("name", text_value(stage));
    std::get<config::List>(list.data).push_back(std::move(table));
  }
  root.add("stages", std::move(list));
  for (const std::string& text : arguments.overrides)
    config::apply_override(root, full_key(text, stages, arguments.action));
  return config::read<Options>(root);
}

void report(const data::Counts& counts) { fmt::print(stderr, "{}\n", counts.text()); }

int filter(const Arguments& arguments) {
  const auto config = read_options<data::DataConfig>(arguments);
  data::Pipeline pipeline(config);
  const Path shape = arguments.output.empty() ? config.paths.front() : arguments.output;
  std::optional<AtomicFile> file;
  if (!arguments.output.empty()) file.emplace(arguments.output);
  for (data::Row row; pipeline.next(row);) {
    const std::string line = data::row_line(row, shape) + '\n';
    if (file)
      file->write(line);
    else
      write_out(line);
  }
  if (file) file->commit();
  report(pipeline.counts());
  return 0;
}

std::string side_text(const char* name, const data::SideStats& side) {
  return fmt::format(
      "{:<11}{} texts, {} distinct, {} words, {} distinct words, {} characters\n"
      "{:<11}length {} to {}, median {}, 95 % up to {} characters\n",
      name, side.texts, side.distinct, side.words, side.vocabulary, side.characters, "",
      side.quantile(0.0), side.quantile(1.0), side.quantile(0.5), side.quantile(0.95));
}

std::string shares_text(const char* name, const std::map<std::string, int64_t>& shares) {
  if (shares.empty()) return "";
  std::string text = fmt::format("{:<11}", name);
  const char* separator = "";
  for (const auto& [label, count] : shares)
    text += fmt::format("{}{} {}", std::exchange(separator, ", "), label, count);
  return text + "\n";
}

int stats(const Arguments& arguments) {
  data::Pipeline pipeline(read_options<data::DataConfig>(arguments));
  data::StatsCounter counter;
  for (data::Row row; pipeline.next(row);) counter.add(row);
  const data::Stats stats = counter.finish();
  report(pipeline.counts());
  if (arguments.json) {
    print_out("{}\n", stats.json().dump(2));
    return 0;
  }
  print_out("{:<11}{}, of them {} repeated, {} documents\n", "rows", stats.rows, stats.duplicates,
            stats.documents);
  write_out(side_text("sources", stats.source));
  if (stats.reference.texts > 0) {
    write_out(side_text("references", stats.reference));
    print_out("{:<11}{:.3f} characters a source character\n", "ratio", stats.length_ratio);
  }
  write_out(shares_text("directions", stats.directions) + shares_text("domains", stats.domains));
  return 0;
}

std::vector<data::Row> chosen(const std::vector<data::Row>& rows,
                              const std::vector<size_t>& indices) {
  std::vector<data::Row> part;
  for (const size_t i : indices) part.push_back(rows[i]);
  return part;
}

int split(const Arguments& arguments) {
  if (arguments.output.empty()) throw_input("data split: --output FOLDER is needed");
  const auto options = read_options<SplitOptions>(arguments);
  data::Counts counts;
  const auto rows = data::load(options.data, &counts);
  report(counts);
  const data::Split split = data::split_rows(rows, options.split);
  const bool plain =
      std::all_of(rows.begin(), rows.end(), [](const auto& row) { return data::fits_tsv(row); });
  make_folder(arguments.output);
  for (const auto& [name, indices] :
       {std::pair("train", &split.train), std::pair("dev", &split.dev),
        std::pair("test", &split.test)}) {
    if (indices->empty()) continue;
    const Path path = Path(arguments.output) / (std::string(name) + (plain ? ".tsv" : ".jsonl"));
    data::write_rows(path, chosen(rows, *indices));
    print_out("{}\t{}\n", path.string(), indices->size());
  }
  return 0;
}

int corpus_stage(const Arguments& arguments) {
  corpus::JobOptions options = arguments.corpus;
  options.inputs = arguments.paths;
  options.output = arguments.output;
  return run_corpus_stage(arguments.action, options, arguments.overrides, arguments.json);
}

using Action = int (*)(const Arguments&);

Action action_named(const std::string& name) {
  if (name == "stats") return &stats;
  if (name == "split") return &split;
  if (stages_with(name) != nullptr) return &corpus_stage;
  if (name == "filter" || data::catalog().find(name) != nullptr) return &filter;
  auto known = data::catalog().names();
  for (const auto corpus_name : corpus_stage_names()) known.push_back(corpus_name);
  known.insert(known.begin(), {"stats", "filter", "split"});
  throw_input("data: unknown action {}; {}", name, suggestion(name, known));
}

int run(std::span<const std::string> args) {
  CLI::App app(
      "Looks at parallel text, cleans it, splits it; makes a corpus for training.\n"
      "ACTION is stats, filter, split, or one stage (see dragoman list stages). Further "
      "options are those of [data] in a recipe and of the stages: --format=jsonl, --limit=100, "
      "--stages=nfc,length --length.max_words=80; of split: --dev=N --test=N --seed=N.\n"
      "Or a corpus stage (see dragoman list \"corpus stages\"), over files and folders of JSON "
      "lines, into a folder with a report; called again, it goes on where it was ended: dragoman "
      "data deduplicate IN… --output FOLDER --similarity=0.8.",
      "data");
  Arguments arguments;
  app.add_option("ACTION", arguments.action, "what to do")->required();
  app.add_option("FILE", arguments.paths, "one file, or line-parallel ones; - is standard input")
      ->required();
  app.add_option("-o,--output", arguments.output, "file to write, or the folder of results");
  app.add_flag("--json", arguments.json, "stats, or a corpus stage's report, as JSON");
  add_corpus_options(app, arguments.corpus);
  add_threads_option(app);
  if (!parse_arguments(app, args, arguments.overrides)) return 0;
  return action_named(arguments.action)(arguments);
}

}  // namespace

Command data_command() {
  return {"data", "Shows, cleans and splits parallel text; makes a corpus.", &run};
}

}  // namespace dragoman::cli
