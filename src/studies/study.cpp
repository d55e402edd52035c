#include "studies/study.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "config/recipe.h"
#include "config/writer.h"
#include "evaluation/run_record.h"
#include "studies/held_out.h"

namespace dragoman::studies {
namespace {

// The study's decoding with a cell's overrides.
HeldOutConfig decoded(const HeldOutConfig& held_out, const CellConfig& cell, int64_t seed) {
  if (!cell.recipe.empty()) return held_out;
  config::Value tree = config::from_json(config::to_json(held_out.decode), cell.name);
  for (const std::string& text : cell.set) config::apply_override(tree, with_seed(text, seed));
  HeldOutConfig changed = held_out;
  changed.decode = config::read<evaluation::EvaluationConfig>(tree);
  return changed;
}

Curves dev_curves(const Path& run_folder) {
  Curves curves;
  for (auto& [name, points] : evaluation::read_run(run_folder).curves)
    if (name.starts_with("eval/")) curves[name] = std::move(points);
  return curves;
}

}  // namespace

Study::Study(StudyRequest request, Say say)
    : request_(std::move(request)),
      written_(config::load_recipe(request_.study, request_.overrides)),
      config_(config::read<StudyConfig>(written_)),
      say_(std::move(say)) {}

const CellConfig& Study::named(const std::string& name) const {
  const auto found = std::find_if(config_.cells.begin(), config_.cells.end(),
                                  [&](const CellConfig& cell) { return cell.name == name; });
  DRAGOMAN_CHECK(found != config_.cells.end(), "validate() knows every name");
  return *found;
}

Path Study::result_folder(const Path& root, const CellConfig& config, int64_t seed) const {
  return root / config.name / fmt::format("seed-{}", seed_of(config, seed));
}

Path Study::run_folder(const CellConfig& config, int64_t seed) const {
  return result_folder(request_.output, config, seed);
}

Cell Study::cell(const CellConfig& config, int64_t seed) const {
  Starts starts;
  if (!config.from.empty()) starts.own = start_at(config.from, seed);
  for (const std::string& name : config.named_checkpoints())
    starts.named.emplace(name, start_at(name, seed));
  return Cell(config, request_.study.parent_path(), run_folder(config, seed), seed_of(config, seed),
              starts);
}

Start Study::start_at(const std::string& name, int64_t seed) const {
  const Cell from = cell(trained(named(name)), seed);
  const Path to_be_made = from.folder() / "checkpoints" / "best";  // no such folder is ever there
  return {from.finished() ? from.best_checkpoint() : to_be_made, from.key()};
}

const CellConfig& Study::trained(const CellConfig& config) const {
  return config.recipe.empty() ? trained(named(config.from)) : config;
}

std::string Study::result_key(const CellConfig& config, int64_t seed) const {
  Json key = {{"weights", parse_json(cell(trained(config), seed).key(), "the key")},
              {"files", config_.held_out.data ? files_key(config_.held_out.data->paths) : ""}};
  if (const config::Value* held_out = written_.find("held_out"))
    key["held_out"] = config::as_json(*held_out);
  if (config.recipe.empty())
    for (const std::string& text : config.set)
      key["set"].push_back(with_seed(text, seed_of(config, seed)));
  return key.dump();
}

Path Study::checkpoint(const CellConfig& config, int64_t seed) {
  if (!config.from.empty()) checkpoint(trained(named(config.from)), seed);
  for (const std::string& name : config.named_checkpoints()) checkpoint(trained(named(name)), seed);
  const Cell cell = this->cell(config, seed);
  if (!cell.finished()) {
    if (const auto aside = cell.make_room())
      say_(fmt::format("{}, seed {}: another recipe's run stood there; it is now {}", config.name,
                       seed_of(config, seed), aside->string()));
    say_(fmt::format("{}, seed {}: trains in {}", config.name, seed_of(config, seed),
                     cell.folder().string()));
    cell.train();
  }
  return cell.best_checkpoint();
}

std::optional<Result> Study::kept(const CellConfig& config, int64_t seed) const {
  const std::string key = result_key(config, seed);
  for (const Path& root : {request_.output / "held_out", request_.results}) {
    if (root.empty()) continue;
    if (auto result = load(result_folder(root, config, seed), key)) return result;
  }
  return std::nullopt;
}

Result Study::make(const CellConfig& config, int64_t seed) {
  const Path weights = checkpoint(trained(config), seed);
  const Cell cell = this->cell(trained(config), seed);
  const HeldOutConfig held_out = decoded(config_.held_out, config, seed_of(config, seed));
  Result result;
  result.key = result_key(config, seed);
  result.evaluation = test_checkpoint(weights, cell.recipe(), held_out, config.name);
  result.seconds = config.recipe.empty() ? result.evaluation.seconds : cell.seconds();
  if (!config.recipe.empty()) result.curves = dev_curves(cell.folder());
  save(result, result_folder(request_.output / "held_out", config, seed));
  return result;
}

const Result& Study::result(const CellConfig& config, int64_t seed) {
  const Path place = run_folder(config, seed);
  if (const auto found = results_.find(place); found != results_.end()) return found->second;
  std::optional<Result> result = kept(config, seed);
  if (result) say_(fmt::format("{}, seed {}: is there", config.name, seed_of(config, seed)));
  if (!result) result = make(config, seed);
  if (!request_.results.empty()) {
    Result without_text = *result;
    without_text.evaluation.samples.clear();
    save(without_text, result_folder(request_.results, config, seed));
  }
  return results_.emplace(place, std::move(*result)).first->second;
}

}  // namespace dragoman::studies
