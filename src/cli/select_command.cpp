// `dragoman select ROWS -o FOLDER`: training sets out of clustered rows, one file an epoch. The
// rows are read twice, so that only what decides is kept in memory.
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/jsonl.h"
#include "cli/output.h"
#include "clusters/sampler.h"

namespace dragoman::cli {
namespace {

constexpr const char* kHelp =
    "Draws training sets from JSON lines with \"cluster\", \"language\", \"label\" (\"subject/"
    "topic\") and \"difficulty\", 1 to 5 or very simple to very difficult, or in its place "
    "\"successes\" of \"attempts\" (16). Difficulties come in the ratio, clusters equally, and "
    "inside a cluster other languages and labels first. Writes FOLDER/sft-1.jsonl, the second "
    "epoch from other rows, and with --rl_share FOLDER/rl-1.jsonl: the text of --key alone decides "
    "which side a row is on, so no key is on both.";

struct SelectArguments {
  std::string rows;
  std::string output;
  std::string key = "id";
  std::string ratio = "3:3:3:1:0";
  int64_t count = 0;
  int64_t epochs = 2;
  int64_t rl_count = 0;
  int64_t rl_epochs = 1;
  double rl_share = 0.0;
  int64_t seed = 0;
};

// The candidates of one side, and where they are in the file.
struct Side {
  const char* name;
  std::vector<clusters::Candidate> candidates;
  std::vector<int64_t> places;  // of the candidates, rising
};

void for_each_line(const std::string& path, const std::function<void(const JsonLine&)>& visit) {
  LineReader lines{Path(path)};
  for (auto row = read_json_lines(lines, 1); !row.empty(); row = read_json_lines(lines, 1))
    visit(row.front());
}

const Json& member(const JsonLine& line, const std::string& key) {
  if (!line.row.is_object() || !line.row.contains(key))
    throw_input("{}: \"{}\" is missing", line.where, key);
  return line.row.at(key);
}

std::string text_or_number(const JsonLine& line, const std::string& key) {
  const Json& value = member(line, key);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

int64_t whole_number(const JsonLine& line, const std::string& key) {
  const Json& value = member(line, key);
  if (!value.is_number_integer() || value.get<int64_t>() < 0)
    throw_input("{}: \"{}\" must be a whole number from 0 on", line.where, key);
  return value.get<int64_t>();
}

int grade_of(const JsonLine& line) {
  if (line.row.contains("difficulty")) {
    const std::string text = text_or_number(line, "difficulty");
    const int grade = clusters::find_grade(text);
    if (grade == 0)
      throw_input(
          "{}: \"difficulty\" is {}; give 1 to 5, or very simple, simple, moderate, "
          "difficult, very difficult",
          line.where, text);
    return grade;
  }
  if (!line.row.contains("successes"))
    throw_input("{}: give \"difficulty\", or \"successes\" of \"attempts\"", line.where);
  const int64_t attempts = line.row.contains("attempts") ? whole_number(line, "attempts") : 16;
  const int64_t successes = whole_number(line, "successes");
  if (attempts < 1 || successes > attempts)
    throw_input("{}: {} successes of {} attempts", line.where, successes, attempts);
  return clusters::grade_of_successes(successes, attempts);
}

std::string optional_text(const JsonLine& line, const char* key) {
  return line.row.contains(key) ? text_or_number(line, key) : "";
}

void read_sides(const SelectArguments& arguments, Side& sft, Side& rl) {
  int64_t place = 0;
  for_each_line(arguments.rows, [&](const JsonLine& line) {
    const int64_t cluster = whole_number(line, "cluster");
    const bool for_rl = arguments.rl_share > 0.0 &&
                        clusters::for_rl(text_or_number(line, arguments.key), arguments.rl_share,
                                         static_cast<uint64_t>(arguments.seed));
    Side& side = for_rl ? rl : sft;
    side.candidates.push_back(
        {cluster, grade_of(line), optional_text(line, "language"), optional_text(line, "label")});
    side.places.push_back(place++);
  });
}

// One file of the output, and the places of its rows.
struct Part {
  std::string name;
  std::vector<int64_t> places;
  size_t written = 0;
  std::unique_ptr<AtomicFile> file;
};

void draw(const Side& side, const clusters::SamplerConfig& config, const Path& folder,
          std::vector<Part>& parts) {
  const auto epochs = clusters::draw_epochs(side.candidates, config);
  for (size_t i = 0; i < epochs.size(); ++i) {
    Part part{fmt::format("{}-{}.jsonl", side.name, i + 1), {}, 0, nullptr};
    for (const int64_t row : epochs[i].rows)
      part.places.push_back(side.places[static_cast<size_t>(row)]);
    part.file = std::make_unique<AtomicFile>(folder / part.name);
    print_out("{}\t{}\n", (folder / part.name).string(), part.places.size());
    for (const std::string& sentence : clusters::shortages(epochs[i]))
      fmt::print(stderr, "{}: {}\n", part.name, sentence);
    parts.push_back(std::move(part));
  }
}

void write_parts(const SelectArguments& arguments, std::vector<Part>& parts) {
  int64_t place = 0;
  for_each_line(arguments.rows, [&](const JsonLine& line) {
    for (Part& part : parts) {
      if (part.written == part.places.size() || part.places[part.written] != place) continue;
      part.file->write(to_line(line.row) + "\n");
      ++part.written;
    }
    ++place;
  });
  for (Part& part : parts) {
    if (part.written < part.places.size())
      throw_input("{} changed while it was read", arguments.rows);
    part.file->commit();
  }
}

void select(const SelectArguments& arguments) {
  if (arguments.rows == "-")
    throw_input("select: rows are read twice: give a file in place of standard input");
  Side sft{"sft", {}, {}};
  Side rl{"rl", {}, {}};
  const clusters::Ratio ratio = clusters::parse_ratio(arguments.ratio);
  read_sides(arguments, sft, rl);
  if (sft.candidates.empty() && rl.candidates.empty()) throw_input("{}: no rows", arguments.rows);
  make_folder(arguments.output);
  const auto seed = static_cast<uint64_t>(arguments.seed);
  std::vector<Part> parts;
  draw(sft, {ratio, arguments.count, arguments.epochs, seed}, arguments.output, parts);
  if (arguments.rl_share > 0.0)
    draw(rl, {ratio, arguments.rl_count, arguments.rl_epochs, seed}, arguments.output, parts);
  write_parts(arguments, parts);
}

int run(std::span<const std::string> args) {
  CLI::App app(kHelp, "select");
  SelectArguments arguments;
  app.add_option("ROWS", arguments.rows, "JSON lines, as dragoman cluster --rows writes them")
      ->required();
  app.add_option("-o,--output", arguments.output, "folder for the sets")->required();
  app.add_option("--ratio", arguments.ratio, "very difficult : ... : very simple")
      ->capture_default_str();
  app.add_option("--count", arguments.count, "rows of an SFT epoch; 0: all that the ratio allows")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--epochs", arguments.epochs, "SFT epochs (default 2)")->check(CLI::Range(1, 100));
  app.add_option("--rl_share", arguments.rl_share, "share of the keys that are for RL")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--rl_count", arguments.rl_count, "rows of an RL epoch; 0: as with --count")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--rl_epochs", arguments.rl_epochs, "RL epochs (default 1)")
      ->check(CLI::Range(1, 100));
  app.add_option("--key", arguments.key, "the member whose text decides between SFT and RL")
      ->capture_default_str();
  app.add_option("--seed", arguments.seed, "which rows")->check(CLI::NonNegativeNumber);
  if (!parse_arguments(app, args)) return 0;
  select(arguments);
  return 0;
}

}  // namespace

Command select_command() {
  return {"select", "Draws training sets from clustered rows by difficulty.", &run};
}

}  // namespace dragoman::cli
