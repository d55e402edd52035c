#include "corpus/json_row.h"

#include <fmt/format.h>

#include "base/error.h"

namespace dragoman::corpus {
namespace {

constexpr const char* kKeys[] = {"text",   "content", "prompt",      "completion", "chosen",
                                 "source", "src",     "reference",   "references", "ref",
                                 "target", "tgt",     "translation", "messages"};

void gather(const Json& value, std::vector<std::string>& texts) {
  if (value.is_string()) {
    texts.push_back(value.get<std::string>());
  } else if (value.is_object() && value.contains("content")) {
    gather(value["content"], texts);
  } else if (value.is_structured()) {
    for (const Json& item : value) gather(item, texts);
  }
}

}  // namespace

std::vector<std::string> texts_of(const Json& row, const std::string& field,
                                  std::string_view where) {
  if (!row.is_object()) throw_input("{}: is not a JSON object", where);
  std::vector<std::string> texts;
  if (!field.empty()) {
    if (const auto found = row.find(field); found != row.end()) gather(*found, texts);
    if (texts.empty()) throw_input("{}: has no text under \"{}\" (--field)", where, field);
    return texts;
  }
  for (const char* key : kKeys)
    if (const auto found = row.find(key); found != row.end()) gather(*found, texts);
  if (texts.empty())
    throw_input(
        "{}: has no text: expected text, messages, prompt and completion, or source and "
        "references (--field names another key)",
        where);
  return texts;
}

std::string text_of(const Json& row, const std::string& field, std::string_view where) {
  return fmt::format("{}", fmt::join(texts_of(row, field, where), "\n"));
}

}  // namespace dragoman::corpus
