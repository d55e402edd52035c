#include "merging/report.h"

#include <charconv>

namespace dragoman::merging {
namespace {

// Where the layer's number begins and ends, or npos.
struct LayerPlace {
  size_t begin = std::string::npos, end = std::string::npos;
  int64_t layer = -1;
};

LayerPlace find_layer(const std::string& name) {
  constexpr std::string_view kLayers = "layers.";
  const size_t found = name.find(kLayers);
  if (found == name.npos) return {};
  LayerPlace place{found + kLayers.size(), 0, -1};
  const auto [end, error] =
      std::from_chars(name.data() + place.begin, name.data() + name.size(), place.layer);
  place.end = static_cast<size_t>(end - name.data());
  if (error != std::errc() || place.end == name.size()) return {};
  return place;
}

Json row_json(const Report::Row& row) {
  const Overlap& overlap = *row.overlap;
  const size_t models = overlap.taken.size();
  Json matrix = Json::array(), taken = Json::array();
  for (size_t i = 0; i < models; ++i) {
    Json line = Json::array();
    for (size_t j = 0; j < models; ++j) line.push_back(cosine(overlap.products, models, i, j));
    matrix.push_back(line);
    taken.push_back(static_cast<double>(overlap.taken[i]) / static_cast<double>(overlap.size));
  }
  const double sign = same_sign(overlap);
  return {{"tensors", row.name},
          {"weights", overlap.size},
          {"cosine", matrix},
          {"same_sign", sign < 0.0 ? Json(nullptr) : Json(sign)},
          {"taken", taken}};
}

}  // namespace

double same_sign(const Overlap& overlap) {
  if (overlap.compared == 0) return -1.0;
  return static_cast<double>(overlap.agreeing) / static_cast<double>(overlap.compared);
}

void Report::add(const std::string& name, const Overlap& overlap) {
  if (overlap.size == 0) return;
  all_.add(overlap);
  const LayerPlace place = find_layer(name);
  const std::string part = place.layer < 0 ? name : name.substr(place.end + 1);
  if (place.layer >= 0) layers_[place.layer].add(overlap);
  if (!parts_.contains(part)) part_order_.push_back(part);
  parts_[part].add(overlap);
}

std::vector<Report::Row> Report::rows() const {
  std::vector<Row> rows{{"all", &all_}};
  for (const std::string& part : part_order_) rows.push_back({part, &parts_.at(part)});
  for (const auto& [layer, overlap] : layers_)
    rows.push_back({"layer " + std::to_string(layer), &overlap});
  return rows;
}

Json Report::to_json() const {
  Json json = Json::array();
  for (const Row& row : rows())
    if (row.overlap->size > 0) json.push_back(row_json(row));
  return json;
}

}  // namespace dragoman::merging
