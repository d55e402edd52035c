#include "config/problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/error.h"

namespace dragoman::config {

Problems::Scope::Scope(Problems& problems, const Value& table, std::string_view path)
    : problems_(problems), outer_table_(problems.table_), outer_path_(problems.path_) {
  problems.table_ = &table;
  problems.path_ = std::string(path);
}

Problems::Scope::~Scope() {
  problems_.table_ = outer_table_;
  problems_.path_ = outer_path_;
}

void Problems::add(std::string_view key, std::string_view text) {
  const Value* value = table_ == nullptr ? nullptr : table_->find(key);
  Place place;
  if (value != nullptr) {
    place = value->place;
  } else if (table_ != nullptr) {
    place = table_->place;
  }
  add_at(place, fmt::format("{}{}{} {}", path_, path_.empty() ? "" : ".", key, text));
}

void Problems::add_at(const Place& place, std::string head, std::string tail) {
  const std::string where = place.text();
  if (!where.empty()) head += fmt::format(" ({})", where);
  if (!tail.empty()) head += "; " + tail;
  found_.push_back({place, std::move(head)});
}

std::vector<Problems::Problem> Problems::in_order() const {
  std::vector<Problem> sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
    return std::tuple(!a.place.option.empty(), a.place.file, a.place.line) <
           std::tuple(!b.place.option.empty(), b.place.file, b.place.line);
  });
  return sorted;
}

std::vector<std::string> Problems::sentences() const {
  std::vector<std::string> sentences;
  for (Problem& problem : in_order()) sentences.push_back(std::move(problem.sentence));
  return sentences;
}

void Problems::throw_if_any() const {
  if (found_.empty()) return;
  const std::vector<std::string> all = sentences();
  if (all.size() == 1) throw Error(all.front());
  throw_input("{} mistakes in the configuration:\n  {}", all.size(), fmt::join(all, "\n  "));
}

}  // namespace dragoman::config
