// `dragoman export`: a checkpoint in another dtype, in other shards, or with an adapter in it.
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/model_arguments.h"
#include "cli/output.h"
#include "cli/sizes.h"
#include "episodes/backend.h"

namespace dragoman::cli {
namespace {

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
  add_shard_size_option(app, shard_size);
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;
  request.max_shard_bytes = shard_bytes(shard_size, "export");
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
