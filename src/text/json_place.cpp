#include "text/json_place.h"

namespace dragoman::text {

bool JsonPlace::has(std::string_view key) const {
  if (!value_->is_object()) throw_input("{}: must be an object", where_);
  const auto found = value_->find(std::string(key));
  return found != value_->end() && !found->is_null();
}

const Json& JsonPlace::at(std::string_view key) const {
  if (!has(key)) throw_input("{}: \"{}\" is missing", where_, key);
  return value_->at(std::string(key));
}

std::string JsonPlace::string(std::string_view key) const {
  const Json& found = at(key);
  if (!found.is_string()) throw_input("{}: \"{}\" must be a string", where_, key);
  return found.get<std::string>();
}

int64_t JsonPlace::integer(std::string_view key) const {
  const Json& found = at(key);
  if (!found.is_number_integer()) throw_input("{}: \"{}\" must be an integer", where_, key);
  return found.get<int64_t>();
}

bool JsonPlace::flag(std::string_view key, std::optional<bool> fallback) const {
  if (!has(key) && fallback) return *fallback;
  const Json& found = at(key);
  if (!found.is_boolean()) throw_input("{}: \"{}\" must be true or false", where_, key);
  return found.get<bool>();
}

std::optional<JsonPlace> JsonPlace::child(std::string_view key) const {
  if (!has(key)) return std::nullopt;
  return JsonPlace(at(key), where_ + "." + std::string(key));
}

std::vector<JsonPlace> JsonPlace::items(std::string_view key) const {
  const Json& array = at(key);
  if (!array.is_array()) throw_input("{}: \"{}\" must be a list", where_, key);
  std::vector<JsonPlace> places;
  places.reserve(array.size());
  for (size_t i = 0; i < array.size(); ++i)
    places.emplace_back(array[i], where_ + "." + std::string(key) + "[" + std::to_string(i) + "]");
  return places;
}

void JsonPlace::unsupported(std::string_view what) const {
  throw_input("{}: {} is not supported", where_, what);
}

}  // namespace dragoman::text
