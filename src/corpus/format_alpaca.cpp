// Stanford Alpaca and the many sets like it: instruction, input, output, perhaps system and history
// (pairs of earlier turns, as LLaMA-Factory writes them).
#include "base/error.h"
#include "corpus/formats.h"

namespace dragoman::corpus {
namespace {

void add_history(const Json& history, std::string_view where, Json& messages) {
  if (history.is_null()) return;
  for (const Json& turn : history) {
    if (!turn.is_array() || turn.size() != 2 || !turn[0].is_string() || !turn[1].is_string())
      throw_input("{}: \"history\" must hold pairs of texts", where);
    messages.push_back(message("user", turn[0]));
    messages.push_back(message("assistant", turn[1]));
  }
}

std::vector<Conversation> read(const Json& row, std::string_view where, const FormatOptions&) {
  Json messages = Json::array();
  if (auto system = text_or_none(row, "system", where); !system.empty())
    messages.push_back(message("system", std::move(system)));
  if (const auto history = row.find("history"); history != row.end())
    add_history(*history, where, messages);
  std::string question = text_under(row, "instruction", where);
  const std::string input = text_or_none(row, "input", where);
  if (!input.empty()) question += "\n\n" + input;
  messages.push_back(message("user", std::move(question)));
  messages.push_back(message("assistant", text_under(row, "output", where)));
  return {{{{"messages", std::move(messages)}}, id_under(row, "id"), ""}};
}

}  // namespace

Format alpaca_format() {
  return {"alpaca", "instruction, input, output, perhaps system and history", &read};
}

}  // namespace dragoman::corpus
