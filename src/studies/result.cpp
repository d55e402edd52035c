#include "studies/result.h"

#include "base/error.h"

namespace dragoman::studies {
namespace {

Json curves_json(const Curves& curves) {
  Json json = Json::object();
  for (const auto& [name, points] : curves)
    for (const evaluation::Point& point : points) json[name].push_back({point.x, point.y});
  return json;
}

Curves curves_from(const Json& json) {
  Curves curves;
  for (const auto& [name, points] : json.items())
    for (const Json& point : points)
      curves[name].push_back({point.at(0).get<double>(), point.at(1).get<double>()});
  return curves;
}

}  // namespace

void save(const Result& result, const Path& folder) {
  make_folder(folder);
  evaluation::save(result.evaluation, folder);
  const Json json = {{"key", parse_json(result.key, "the key")},
                     {"seconds", result.seconds},
                     {"curves", curves_json(result.curves)}};
  write_file(folder / "cell.json", json.dump(1) + "\n");  // last: its presence says all is there
}

std::optional<Result> load(const Path& folder, const std::string& key) {
  const Path path = folder / "cell.json";
  if (!std::filesystem::exists(path)) return std::nullopt;
  const Json json = parse_json(read_file(path), path.string());
  try {
    if (json.at("key") != parse_json(key, "the key")) return std::nullopt;
    return Result{key, json.at("seconds"), curves_from(json.at("curves")),
                  evaluation::load(folder)};
  } catch (const Json::exception& error) {
    throw_input("{}: not a result of a study: {}", path.string(), error.what());
  }
}

}  // namespace dragoman::studies
