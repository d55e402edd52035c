#include "base/error.h"
#include "config/recipe.h"
#include "corpus/stage.h"

namespace dragoman::corpus {
namespace {

struct Choice {
  config::Part<Stage> part;
  const Catalog* stages = &catalog();

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("stage", part, "which stage", *stages);
  }
};

// The choice must know its catalogue before it is read.
Choice read_choice(const config::Value& root, const Catalog& stages) {
  Choice choice;
  choice.stages = &stages;
  config::Problems problems;
  config::read_into(root, choice, problems);
  problems.throw_if_any();
  return choice;
}

}  // namespace

Json run_stage(const std::string& name, const JobOptions& options,
               std::span<const std::string> overrides, const Catalog& stages) {
  config::Value root = config::parse_toml("", "data " + name);
  config::apply_override(root, "--stage=" + name);
  for (const std::string& text : overrides) config::apply_override(root, text);
  const Choice choice = read_choice(root, stages);
  const auto stage = choice.part.make();
  auto shards = stage->shards(options);
  Json settings = config::to_json(choice);
  if (Json plan = stage->plan(); !plan.is_null()) settings["plan"] = std::move(plan);
  Job job(options, name, std::move(settings), std::move(shards));
  if (!job.complete()) stage->run(job);
  const Path report = options.output / "report.json";
  return parse_json(read_file(report), report.string());
}

}  // namespace dragoman::corpus
