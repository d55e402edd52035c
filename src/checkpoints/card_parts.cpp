#include "checkpoints/card_parts.h"

#include <array>

#include "base/error.h"

namespace dragoman::checkpoints {

std::string Desk::text(const char* key) const {
  const auto found = config.find(key);
  return found != config.end() && found->is_string() ? found->get<std::string>() : "";
}

bool Desk::has(const char* name) const {
  std::error_code ignored;
  return std::filesystem::exists(folder / name, ignored);
}

bool attempt(Desk& desk, const std::string& what, const std::function<void()>& act) {
  try {
    act();
    return true;
  } catch (const Error& error) {
    desk.card.fails(what, error.what());
  } catch (const Json::exception& error) {  // a value of another type than a file's format says
    desk.card.fails(what, error.what());
  }
  return false;
}

std::string grouped(int64_t count) {
  const std::string digits = std::to_string(count);
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string bytes_text(int64_t bytes) {
  constexpr std::array units{"bytes", "KiB", "MiB", "GiB", "TiB"};
  auto size = static_cast<double>(bytes);
  size_t unit = 0;
  while (size >= 1000.0 && unit + 1 < units.size()) {
    size /= 1024.0;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.3g} {}", size, units[unit]);
}

Json read_object(const Path& json_file) {
  std::error_code ignored;
  if (!std::filesystem::exists(json_file, ignored)) return Json::object();
  Json json = parse_json(read_file(json_file), json_file.string());
  if (!json.is_object()) throw_input("{}: a JSON object was expected", json_file.string());
  return json;
}

}  // namespace dragoman::checkpoints
