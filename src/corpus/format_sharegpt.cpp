// ShareGPT: `conversations` of turns with from and value.
#include <map>

#include "base/error.h"
#include "corpus/formats.h"

namespace dragoman::corpus {
namespace {

std::string role_of(const std::string& from, std::string_view where) {
  static const std::map<std::string, std::string, std::less<>> kRoles = {
      {"human", "user"},
      {"user", "user"},
      {"gpt", "assistant"},
      {"chatgpt", "assistant"},
      {"bing", "assistant"},
      {"bard", "assistant"},
      {"model", "assistant"},
      {"assistant", "assistant"},
      {"system", "system"},
      {"tool", "tool"},
      {"function_call", "assistant"},
      {"observation", "tool"}};
  const auto found = kRoles.find(from);
  if (found == kRoles.end()) throw_input("{}: a turn is from \"{}\", an unknown role", where, from);
  return found->second;
}

std::vector<Conversation> read(const Json& row, std::string_view where, const FormatOptions&) {
  const auto turns = row.find("conversations");
  if (turns == row.end() || !turns->is_array())
    throw_input("{}: \"conversations\" is missing or no list; is --format right?", where);
  Json messages = Json::array();
  if (auto system = text_or_none(row, "system", where); !system.empty())
    messages.push_back(message("system", std::move(system)));
  for (const Json& turn : *turns) {
    if (!turn.is_object())
      throw_input("{}: a turn is {}, an object was expected", where, turn.type_name());
    messages.push_back(
        message(role_of(text_under(turn, "from", where), where), text_under(turn, "value", where)));
  }
  // Exports often begin with what is left of a longer conversation.
  while (!messages.empty() && messages[0]["role"] == "assistant") messages.erase(0);
  if (messages.empty()) return {};
  return {{{{"messages", std::move(messages)}}, id_under(row, "id"), ""}};
}

}  // namespace

Format sharegpt_format() {
  return {"sharegpt", "conversations of turns with from and value; answers to nothing are left out",
          &read};
}

}  // namespace dragoman::corpus
