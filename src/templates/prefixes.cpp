#include "templates/prefixes.h"

#include <algorithm>

#include "base/json.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

constexpr size_t kShown = 24;  // characters of a difference

std::string shown(const std::string& text, size_t at) {
  const std::u32string rest = text::to_code_points(std::string_view(text).substr(at));
  std::string cut = text::to_utf8(std::u32string_view(rest).substr(0, kShown));
  if (rest.size() > kShown) cut += "…";
  return to_line(Json(cut));
}

}  // namespace

std::string PrefixDifference::text() const {
  const bool one = messages == 1;
  return fmt::format("not prefix preserving: the first {} alone {} {} where the whole has {}",
                     one ? "message" : fmt::format("{} messages", messages),
                     tokens ? (one ? "gives the token" : "give the token")
                     : one  ? "has"
                            : "have",
                     alone, in_whole);
}

PrefixDifference difference(size_t messages, const std::string& part, const std::string& whole) {
  const auto parts = std::mismatch(part.begin(), part.end(), whole.begin(), whole.end());
  auto at = static_cast<size_t>(parts.first - part.begin());
  while (at > 0 && at < part.size() && (static_cast<unsigned char>(part[at]) & 0xC0) == 0x80) --at;
  return {messages, false, shown(part, at), shown(whole, at)};
}

std::optional<PrefixDifference> find_prefix_difference(const ChatTemplate& chat,
                                                       const text::Tokenizer& tokenizer,
                                                       const Conversation& conversation) {
  const size_t size = conversation.messages.size();
  const auto render = [&](size_t count, bool prompt) {
    return chat.render(beginning(conversation, count, prompt)).text;
  };
  const std::string whole = render(size, false);
  const std::vector<TokenId> ids = tokenizer.encode(whole, false);
  const auto check = [&](size_t count, bool prompt) -> std::optional<PrefixDifference> {
    const std::string part = render(count, prompt);
    if (!whole.starts_with(part)) return difference(count, part, whole);
    const std::vector<TokenId> own = tokenizer.encode(part, false);
    const auto parts = std::mismatch(own.begin(), own.end(), ids.begin(), ids.end());
    if (parts.first == own.end()) return std::nullopt;
    const auto name = [&](auto at, const auto& list) {
      return at == list.end() ? "nothing" : to_line(Json(tokenizer.token(*at)));
    };
    return PrefixDifference{count, true, name(parts.first, own), name(parts.second, ids)};
  };
  for (size_t count = 1; count < size; ++count) {
    const bool answer = role_of(conversation.messages[count]) == "assistant";
    if (auto found = check(count, answer)) return found;
  }
  return std::nullopt;
}

}  // namespace dragoman::templates
