// A training run of a study.
#include <fmt/format.h>

#include "base/version.h"
#include "config/recipe.h"
#include "studies/cell.h"
#include "training/materials.h"
#include "training/run_folder.h"
#include "training/train.h"

namespace dragoman::studies {
namespace {

bool lies_in(const std::string& path, const Path& folder) {
  return path.starts_with(folder.string() + "/");
}

// Of the data files, but for those that the study makes itself.
std::string data_key(const data::DataConfig& data, const Starts& starts) {
  std::vector<std::string> paths = data.paths;
  for (const auto& [name, cell] : starts.named)
    std::erase_if(paths, [&](const std::string& path) { return lies_in(path, cell.folder); });
  return files_key(paths);
}

std::string key_of(const config::Value& written, const training::Recipe& recipe,
                   const Starts& starts) {
  Json json = config::as_json(written);
  json.erase("output");
  if (!starts.own.key.empty()) json["model"]["checkpoint"] = parse_json(starts.own.key, "the key");
  Json key = {{"version", kVersion}};
  for (const auto& [name, cell] : starts.named)
    key["cells"][name] = parse_json(cell.key, "the key");
  Json files = Json::array();
  for (const auto& data : {recipe.data, recipe.eval_data})
    if (data) files.push_back(data_key(*data, starts));
  key["files"] = std::move(files);
  key["recipe"] = std::move(json);
  return key.dump(2) + "\n";
}

class TrainingCell final : public Cell {
 public:
  TrainingCell(const Path& folder, std::string key, training::Recipe recipe, std::string text)
      : Cell(folder, std::move(key)), recipe_(std::move(recipe)), text_(std::move(text)) {
    recipe_.output = folder;
  }

  // From where an interrupted run with the same key stands, else afresh.
  void make() const override {
    std::vector<std::string> skipped;
    const bool resume = has_key() && training::newest_state(folder(), skipped).has_value();
    if (!resume) begin_afresh();
    training::train({recipe_, text_, resume});
  }

  const training::Recipe& recipe() const override { return recipe_; }

  Path checkpoint() const override {
    const Path path = summary().at("best_checkpoint").get<std::string>();
    return folder() / "checkpoints" / path.filename();
  }

 private:
  training::Recipe recipe_;
  std::string text_;
};

}  // namespace

std::unique_ptr<Cell> training_cell(const CellConfig& config, const Path& study_folder,
                                    const Path& folder, int64_t seed, const Starts& starts) {
  const Path path = study_folder / config.recipe;
  std::vector<std::string> overrides;
  for (const std::string& text : config.set) overrides.push_back(with_seed(text, seed));
  overrides.push_back(fmt::format("seed={}", seed));
  if (const Path& start = starts.own.checkpoint; !start.empty())
    overrides.push_back(fmt::format("model.checkpoint={}", start.string()));
  const config::Value written = config::load_recipe(path, overrides);
  for (std::string& text : overrides) text = with_starts(std::move(text), starts);
  auto recipe = config::read<training::Recipe>(config::load_recipe(path, overrides));
  std::string key = key_of(written, recipe, starts);
  return std::make_unique<TrainingCell>(folder, std::move(key), std::move(recipe), read_file(path));
}

}  // namespace dragoman::studies
