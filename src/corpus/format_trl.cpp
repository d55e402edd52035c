// TRL's columns: messages, or prompt with completion or chosen; plain texts or lists of messages.
#include "base/error.h"
#include "corpus/formats.h"

namespace dragoman::corpus {
namespace {

void add(const Json& value, const char* role, std::string_view where, Json& messages) {
  if (value.is_string()) {
    messages.push_back(message(role, value.get<std::string>()));
    return;
  }
  if (!value.is_array()) throw_input("{}: a text or a list of messages was expected", where);
  for (const Json& turn : value) {
    if (!turn.is_object() || !turn.contains("role") || !turn.contains("content"))
      throw_input("{}: a message needs role and content", where);
    messages.push_back(turn);
  }
}

std::vector<Conversation> read(const Json& row, std::string_view where, const FormatOptions&) {
  Json messages = Json::array();
  if (const auto all = row.find("messages"); all != row.end()) {
    add(*all, "user", where, messages);
  } else {
    if (const auto prompt = row.find("prompt"); prompt != row.end())
      add(*prompt, "user", where, messages);
    const auto answer = row.contains("completion") ? row.find("completion") : row.find("chosen");
    if (answer == row.end())
      throw_input("{}: has neither messages nor completion nor chosen; is --format right?", where);
    add(*answer, "assistant", where, messages);
  }
  Json made = {{"messages", std::move(messages)}};
  if (const auto tools = row.find("tools"); tools != row.end()) made["tools"] = *tools;
  return {{std::move(made), id_under(row, "id"), text_or_none(row, "language", where)}};
}

}  // namespace

Format trl_format() { return {"trl", "messages, or prompt with completion or chosen", &read}; }

}  // namespace dragoman::corpus
