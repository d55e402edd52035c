#include "studies/cell.h"

#include <fmt/format.h>

#include "base/files.h"
#include "data/fingerprint.h"

namespace dragoman::studies {
namespace {

constexpr const char* kKeyFile = "cell.json";

std::string with_value(std::string text, const std::string& mark, const std::string& value) {
  for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + value.size()))
    text.replace(at, mark.size(), value);
  return text;
}

}  // namespace

std::string with_seed(std::string text, int64_t seed) {
  return with_value(std::move(text), "{seed}", std::to_string(seed));
}

std::string with_starts(std::string text, const Starts& starts) {
  for (const auto& [name, cell] : starts.named) {
    text = with_value(std::move(text), fmt::format("{{checkpoint {}}}", name),
                      cell.checkpoint.string());
    text = with_value(std::move(text), fmt::format("{{folder {}}}", name), cell.folder.string());
  }
  return text;
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

void Cell::begin_afresh() const {
  std::error_code ignored;
  std::filesystem::remove_all(folder(), ignored);
  make_folder(folder());
  write_file(folder() / kKeyFile, key_);
}

double Cell::seconds() const { return summary().at("seconds").get<double>(); }

}  // namespace dragoman::studies
