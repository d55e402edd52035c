#include "studies/study.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "config/recipe.h"
#include "config/writer.h"
#include "evaluation/route.h"
#include "evaluation/run_record.h"
#include "studies/held_out.h"

namespace dragoman::studies {
namespace {

// The study's decoding with a cell's overrides.
HeldOutConfig decoded(const HeldOutConfig& held_out, const CellConfig& cell, int64_t seed) {
  if (!cell.recipe.empty() || !cell.commands.empty()) return held_out;
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

std::vector<CellConfig> Study::systems() const {
  std::vector<CellConfig> systems;
  std::ranges::copy_if(config_.cells, std::back_inserter(systems), &CellConfig::is_system);
  return systems;
}

std::unique_ptr<Cell> Study::cell(const CellConfig& config, int64_t seed) const {
  Starts starts;
  if (!config.from.empty()) starts.own = start_at(config.from, seed);
  for (const auto& names : {config.named_checkpoints(), config.named_folders()})
    for (const std::string& name : names) starts.named.emplace(name, start_at(name, seed));
  const Path folder = run_folder(config, seed);
  const int64_t own_seed = seed_of(config, seed);
  if (config.commands.empty())
    return training_cell(config, request_.study.parent_path(), folder, own_seed, starts);
  auto asked = config.from.empty() ? nullptr : cell(maker(named(config.from)), seed);
  return command_cell(config, folder, own_seed, starts, std::move(asked));
}

Start Study::start_at(const std::string& name, int64_t seed) const {
  const CellConfig& config = maker(named(name));
  const auto from = cell(config, seed);
  const Path to_be_made = from->folder() / "checkpoints" / "best";  // no such folder is ever there
  const bool there = from->finished() && config.is_system();
  return {there ? from->checkpoint() : to_be_made, from->folder(), from->key()};
}

const CellConfig& Study::maker(const CellConfig& config) const {
  const bool makes = !config.recipe.empty() || !config.commands.empty();
  return makes ? config : maker(named(config.from));
}

std::string Study::result_key(const CellConfig& config, int64_t seed) const {
  Json key = {{"weights", parse_json(cell(maker(config), seed)->key(), "the key")},
              {"files", config_.held_out.data ? files_key(config_.held_out.data->paths) : ""}};
  if (const config::Value* held_out = written_.find("held_out"))
    key["held_out"] = config::as_json(*held_out);
  if (config.recipe.empty())
    for (const std::string& text : config.set)
      key["set"].push_back(with_seed(text, seed_of(config, seed)));
  return key.dump();
}

std::unique_ptr<Cell> Study::made(const CellConfig& config, int64_t seed) {
  if (!config.from.empty()) made(maker(named(config.from)), seed);
  for (const auto& names : {config.named_checkpoints(), config.named_folders()})
    for (const std::string& name : names) made(maker(named(name)), seed);
  auto cell = this->cell(config, seed);
  if (cell->finished()) return cell;
  if (const auto aside = cell->make_room())
    say_(fmt::format("{}, seed {}: another recipe's run stood there; it is now {}", config.name,
                     seed_of(config, seed), aside->string()));
  say_(fmt::format("{}, seed {}: {} in {}", config.name, seed_of(config, seed),
                   config.commands.empty() ? "trains" : "is made", cell->folder().string()));
  cell->make();
  return cell;
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
  const CellConfig& maker = this->maker(config);
  const auto cell = made(maker, seed);
  const HeldOutConfig held_out = decoded(config_.held_out, config, seed_of(config, seed));
  Result result;
  result.key = result_key(config, seed);
  result.evaluation = test_checkpoint(cell->checkpoint(), cell->recipe(), held_out, config.name);
  result.seconds = &maker == &config ? cell->seconds() : result.evaluation.seconds;
  if (!config.recipe.empty()) result.curves = dev_curves(cell->folder());
  save(result, result_folder(request_.output / "held_out", config, seed));
  return result;
}

Result Study::route(const CellConfig& config, int64_t seed) {
  const RouteConfig& route = *config.route;
  const auto& without = result(named(route.without), seed).evaluation;
  const auto& with = result(named(route.with), seed).evaluation;
  const auto chosen = route.groups.empty()
                          ? evaluation::rows_where_better(with, without, route.value)
                          : evaluation::rows_in_groups(without, config_.by, route.groups);
  Result result;
  result.evaluation = evaluation::routed(without, with, chosen);
  result.evaluation.system = config.name;
  return result;
}

const Result& Study::result(const CellConfig& config, int64_t seed) {
  const Path place = run_folder(config, seed);
  if (const auto found = results_.find(place); found != results_.end()) return found->second;
  if (config.route) return results_.emplace(place, route(config, seed)).first->second;
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
