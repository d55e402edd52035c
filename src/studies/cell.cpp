#include "studies/cell.h"

#include <fmt/format.h>

#include "base/version.h"
#include "config/recipe.h"
#include "data/fingerprint.h"
#include "training/run_folder.h"
#include "training/train.h"

namespace dragoman::studies {
namespace {

constexpr const char* kKeyFile = "cell.json";

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
    if (data) files.push_back(files_key(data->paths));
  key["files"] = std::move(files);
  key["recipe"] = std::move(json);
  return key.dump(2) + "\n";
}

std::string with_value(std::string text, const std::string& mark, const std::string& value) {
  for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + value.size()))
    text.replace(at, mark.size(), value);
  return text;
}

std::string with_checkpoints(std::string text, const Starts& starts) {
  for (const auto& [name, cell] : starts.named)
    text = with_value(std::move(text), fmt::format("{{checkpoint {}}}", name),
                      cell.checkpoint.string());
  return text;
}

}  // namespace

std::string with_seed(std::string text, int64_t seed) {
  return with_value(std::move(text), "{seed}", std::to_string(seed));
}

std::string files_key(const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) {
    if (!std::filesystem::exists(path)) return "missing";  // training will say so
    const data::Fingerprint print = data::fingerprint(read_file(path));
    text += fmt::format("{:016x}{:016x}", print.high, print.low);
  }
  return text;
}

Cell::Cell(const CellConfig& config, const Path& study_folder, const Path& run_folder, int64_t seed,
           const Starts& starts) {
  const Path path = study_folder / config.recipe;
  std::vector<std::string> overrides;
  for (const std::string& text : config.set) overrides.push_back(with_seed(text, seed));
  overrides.push_back(fmt::format("seed={}", seed));
  if (const Path& start = starts.own.checkpoint; !start.empty())
    overrides.push_back(fmt::format("model.checkpoint={}", start.string()));
  const config::Value written = config::load_recipe(path, overrides);
  for (std::string& text : overrides) text = with_checkpoints(std::move(text), starts);
  recipe_ = config::read<training::Recipe>(config::load_recipe(path, overrides));
  recipe_.output = run_folder;
  recipe_text_ = read_file(path);
  key_ = key_of(written, recipe_, starts);
}

bool Cell::has_key() const {
  return std::filesystem::exists(folder() / kKeyFile) && read_file(folder() / kKeyFile) == key_;
}

Json Cell::summary() const {
  const Path path = folder() / "summary.json";
  return parse_json(read_file(path), path.string());
}

bool Cell::finished() const {
  return std::filesystem::exists(folder() / "summary.json") && has_key();
}

std::optional<Path> Cell::make_room() const {
  if (!std::filesystem::exists(folder()) || has_key()) return std::nullopt;
  Path aside = folder().string() + ".old";
  for (int i = 2; std::filesystem::exists(aside); ++i)
    aside = fmt::format("{}.old-{}", folder().string(), i);
  std::filesystem::rename(folder(), aside);
  return aside;
}

void Cell::train() const {
  std::vector<std::string> skipped;
  const bool resume = has_key() && training::newest_state(folder(), skipped).has_value();
  if (!resume) {  // not there, or not far enough to go on from
    std::error_code ignored;
    std::filesystem::remove_all(folder(), ignored);
    make_folder(folder());
    write_file(folder() / kKeyFile, key_);
  }
  training::train({recipe_, recipe_text_, resume});
}

Path Cell::best_checkpoint() const {
  const Path path = summary().at("best_checkpoint").get<std::string>();
  return folder() / "checkpoints" / path.filename();
}

double Cell::seconds() const { return summary().at("seconds").get<double>(); }

}  // namespace dragoman::studies
