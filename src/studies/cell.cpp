#include "studies/cell.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/version.h"
#include "config/recipe.h"
#include "config/writer.h"
#include "data/pipeline.h"
#include "episodes/backend.h"
#include "evaluation/evaluate.h"
#include "training/materials.h"
#include "training/run_folder.h"
#include "training/train.h"

namespace dragoman::studies {
namespace {

constexpr const char* kKeyFile = "cell.json";
constexpr const char* kHeldOut = "held_out";

std::string with_seed(std::string text, int64_t seed) {
  const std::string mark = "{seed}";
  for (size_t at = text.find(mark); at != text.npos; at = text.find(mark))
    text.replace(at, mark.size(), std::to_string(seed));
  return text;
}

std::vector<data::Row> held_out_rows(const HeldOutConfig& held_out, const training::Recipe& recipe,
                                     const worlds::World* world) {
  if (held_out.data) return data::load(*held_out.data);
  if (world == nullptr) throw_input("held_out.data is missing: the recipe has no world to ask");
  worlds::RowRequest request;
  request.count = held_out.world_rows;
  request.split = worlds::Split::kTest;
  request.source_language = recipe.world->source_language;
  request.target_language = recipe.world->target_language;
  return worlds::rows(*world, request);
}

}  // namespace

Cell::Cell(const CellConfig& config, const Path& study_folder, const Path& output, int64_t seed,
           const Path& start)
    : name_(config.name) {
  const Path path = study_folder / config.recipe;
  std::vector<std::string> overrides;
  for (const std::string& text : config.set) overrides.push_back(with_seed(text, seed));
  overrides.push_back(fmt::format("seed={}", seed));
  if (!start.empty()) overrides.push_back(fmt::format("model.checkpoint={}", start.string()));
  recipe_ = config::load<training::Recipe>(path, overrides);
  recipe_.output = output / config.name / fmt::format("seed-{}", seed);
  recipe_text_ = read_file(path);
}

std::string Cell::key() const {
  return Json({{"version", kVersion}, {"recipe", config::to_json(recipe_)}}).dump(2) + "\n";
}

Json Cell::summary() const {
  const Path path = folder() / "summary.json";
  return parse_json(read_file(path), path.string());
}

bool Cell::finished() const {
  return std::filesystem::exists(folder() / "summary.json") &&
         std::filesystem::exists(folder() / kKeyFile) && read_file(folder() / kKeyFile) == key();
}

void Cell::train() const {
  const bool same =
      std::filesystem::exists(folder() / kKeyFile) && read_file(folder() / kKeyFile) == key();
  std::vector<std::string> skipped;
  const bool resume = same && training::newest_state(folder(), skipped).has_value();
  if (!resume) {  // stale, or not far enough to go on from
    std::error_code ignored;
    std::filesystem::remove_all(folder(), ignored);
    make_folder(folder());
    write_file(folder() / kKeyFile, key());
  }
  training::train({recipe_, recipe_text_, resume});
}

Path Cell::best_checkpoint() const { return summary().at("best_checkpoint").get<std::string>(); }

double Cell::seconds() const { return summary().at("seconds").get<double>(); }

evaluation::Evaluation Cell::evaluate(const HeldOutConfig& held_out) const {
  const Path kept = folder() / kHeldOut;
  const std::string asked = config::to_json(held_out).dump();
  const Path asked_file = kept / "held_out.json";
  if (std::filesystem::exists(asked_file) && read_file(asked_file) == asked)
    return evaluation::load(kept);
  training::Recipe recipe = recipe_;
  recipe.model.checkpoint = best_checkpoint();
  const training::Materials materials =
      training::prepare(recipe, folder(), [](const std::string&) {});
  const auto generator =
      episodes::backend().make_generator({recipe.model.checkpoint, {}, 0, recipe.model.dtype});
  evaluation::Witnesses witnesses;
  if (materials.meaning) witnesses.push_back(materials.meaning.get());
  const rollouts::Player player = materials.player();
  const evaluation::Evaluate evaluate{player, held_out.decode, witnesses, {}};
  const auto rows = held_out_rows(held_out, recipe, materials.world.get());
  const evaluation::Evaluation result = evaluate(*generator, rows, name_);
  make_folder(kept);
  evaluation::save(result, kept);
  write_file(asked_file, asked);
  return result;
}

}  // namespace dragoman::studies
