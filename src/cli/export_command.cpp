// `dragoman export`: a checkpoint in another dtype, in other shards, or with an adapter in it.
#include <CLI/CLI.hpp>
#include <charconv>
#include <map>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/model_arguments.h"
#include "cli/output.h"
#include "episodes/backend.h"

namespace dragoman::cli {
namespace {

// "5GB", "500MiB", "200000": as transformers reads it.
int64_t parse_size(const std::string& text) {
  static const std::map<std::string_view, double> units{
      {"", 1.0},       {"KB", 1e3},     {"MB", 1e6},    {"GB", 1e9},
      {"KIB", 0x1p10}, {"MIB", 0x1p20}, {"GIB", 0x1p30}};
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string unit(end, text.data() + text.size());
  for (char& letter : unit) letter = static_cast<char>(std::toupper(letter));
  const auto found = units.find(unit);
  constexpr double kLargest = 1e15;
  if (error != std::errc() || found == units.end() || number * found->second < 1.0 ||
      number * found->second > kLargest)
    throw_input("export: --max_shard_size {} is no size such as 5GB or 500MB", text);
  return static_cast<int64_t>(number * found->second);
}

int run(std::span<const std::string> args) {
  CLI::App app(
      "Writes a checkpoint anew: in another dtype, in other shards, with an adapter merged into "
      "its weights. Everything else in its folder is kept.",
      "export");
  ModelArguments model;
  episodes::ExportRequest request;
  std::string shard_size = "5GB";
  add_folder_options(app, model);
  app.add_option("-o,--output", request.output, "folder to write; must not hold anything")
      ->required();
  app.add_option("--dtype", request.dtype, "of the weights; auto: as they are")
      ->check(CLI::IsMember({"float32", "bfloat16", "float16", "auto"}))
      ->capture_default_str();
  app.add_option("--max_shard_size", shard_size, "of one file: 5GB, 500MB")->capture_default_str();
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;
  request.max_shard_bytes = parse_size(shard_size);
  request.folder = model.folder;
  request.adapter = model.adapter;
  episodes::backend().export_model(request);
  print_out("{}\n", request.output.string());
  return 0;
}

}  // namespace

Command export_command() {
  return {"export", "Writes a checkpoint in another dtype, other shards, or with its adapter.",
          &run};
}

}  // namespace dragoman::cli
