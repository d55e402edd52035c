#include "tools/turn_tokens.h"

#include <algorithm>

#include "base/error.h"
#include "text/replace_all.h"

namespace dragoman::tools {

std::string TurnTokens::without_special_tokens(const std::string& text) const {
  const std::vector<TokenId> ids = tokenizer_.encode(text, /*add_special_tokens=*/false);
  std::string clean = text;
  for (const TokenId id : ids) {
    if (!tokenizer_.is_special(id)) continue;
    clean = text::replace_all(clean, tokenizer_.token(id), "");
  }
  // What is taken out may join what is left to another one.
  return clean == text ? text : without_special_tokens(clean);
}

// The last call's arguments are a mark, so that the end of its turn can be found whatever the
// template does to the turns before.
std::string TurnTokens::rendered(const templates::Conversation& asked,
                                 const std::vector<Answered>& results, size_t first_call) const {
  templates::Conversation shown = asked;
  std::vector<std::string> texts;
  for (const Answered& result : results) texts.push_back(without_special_tokens(result.text));
  const auto taken = [&](const std::string& mark) {
    const auto holds = [&](const std::string& text) { return text.find(mark) != text.npos; };
    return holds(to_line(asked.messages)) || std::any_of(texts.begin(), texts.end(), holds);
  };
  std::string mark = "end-of-call";
  while (taken(mark)) mark += "-";
  Json calls = Json::array();
  const auto id = [&](size_t i) { return fmt::format("call{:05}", (first_call + i) % 100000); };
  for (size_t i = 0; i < results.size(); ++i)
    calls.push_back({{"id", id(i)},
                     {"type", "function"},
                     {"function",
                      {{"name", results[i].name.empty() ? "unknown" : results[i].name},
                       {"arguments", {{"mark", i + 1 < results.size() ? "" : mark}}}}}});
  shown.messages.push_back({{"role", "assistant"}, {"content", ""}, {"tool_calls", calls}});
  for (size_t i = 0; i < results.size(); ++i)
    shown.messages.push_back({{"role", "tool"},
                              {"name", results[i].name},
                              {"content", texts[i]},
                              {"tool_call_id", id(i)}});
  shown.add_generation_prompt = true;
  const std::string text = chat_.render(shown, "tool_use: the chat template and a result").text;
  const size_t at = text.find(mark);
  if (at == text.npos)
    throw_input("tool_use: the chat template does not show an assistant's calls");
  return text.substr(at + mark.size());
}

std::vector<TokenId> TurnTokens::behind(TokenId end, const templates::Conversation& asked,
                                        const std::vector<Answered>& results,
                                        size_t first_call) const {
  const std::vector<TokenId> ids =
      tokenizer_.encode(rendered(asked, results, first_call), /*add_special_tokens=*/false);
  const auto special = [this](TokenId id) { return tokenizer_.is_special(id); };
  // Another end token than the template's stands for it; a stop text does not.
  auto at = special(end) ? std::find(ids.begin(), ids.end(), end) : ids.end();
  if (at == ids.end()) at = std::find_if(ids.begin(), ids.end(), special);
  if (at == ids.end()) throw_input("tool_use: the chat template ends a call with no special token");
  return {special(end) ? std::next(at) : at, ids.end()};
}

}  // namespace dragoman::tools
