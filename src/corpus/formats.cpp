// Every format, one line each.
#include "corpus/formats.h"

#include "base/error.h"
#include "base/nearest.h"

namespace dragoman::corpus {

#define FOR_EACH_FORMAT(X) \
  X(alpaca)                \
  X(dolly)                 \
  X(oasst)                 \
  X(sharegpt)              \
  X(text)                  \
  X(trl)

#define DECLARE(name) Format name##_format();
FOR_EACH_FORMAT(DECLARE)
#undef DECLARE

std::span<const Format> formats() {
#define ROW(name) name##_format(),
  static const Format all[] = {FOR_EACH_FORMAT(ROW)};
#undef ROW
  return all;
}

const Format& format_named(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Format& format : formats()) {
    if (format.name == name) return format;
    names.push_back(format.name);
  }
  throw_input("unknown format {}; {}", name, suggestion(name, names));
}

Json message(std::string_view role, std::string content) {
  return {{"role", role}, {"content", std::move(content)}};
}

std::string text_under(const Json& row, const char* key, std::string_view where) {
  const auto found = row.find(key);
  if (found == row.end() || !found->is_string())
    throw_input("{}: \"{}\" is {}, a text was expected; is --format right?", where, key,
                found == row.end() ? "missing" : found->type_name());
  return found->get<std::string>();
}

std::string text_or_none(const Json& row, const char* key, std::string_view where) {
  const auto found = row.find(key);
  return found == row.end() || found->is_null() ? "" : text_under(row, key, where);
}

std::string id_under(const Json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : to_line(*found);
}

}  // namespace dragoman::corpus
