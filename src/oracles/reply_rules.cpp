#include "oracles/reply_rules.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::oracles {
namespace {

constexpr double kSlack = 20.0;              // characters that even a short text may grow by
constexpr size_t kLongestAnnouncement = 80;  // bytes

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kQuotes = {{
    {"\"", "\""},
    {"'", "'"},
    {"“", "”"},
    {"„", "“"},
    {"«", "»"},
    {"‘", "’"},
    {"「", "」"},
    {"`", "`"},
}};

constexpr std::array<std::string_view, 9> kAnnouncing = {"translation", "translated", "refined",
                                                         "refinement",  "corrected",  "final text",
                                                         "draft",       "answer",     "here is"};

// What a reply is held against.
struct Asked {
  std::string_view source;
  std::string_view draft;

  bool has(std::string_view piece) const {
    return source.find(piece) != source.npos || draft.find(piece) != draft.npos;
  }
};

bool too_long(std::string_view reply, const Asked& asked, double ratio) {
  const auto beyond = [&](auto&& length) {
    const auto longest = static_cast<double>(std::max(length(asked.source), length(asked.draft)));
    return static_cast<double>(length(reply)) > ratio * longest + kSlack;
  };
  return beyond([](std::string_view text) { return text::count_code_points(text); }) &&
         beyond([](std::string_view text) { return static_cast<int64_t>(text.size()); });
}

bool has_further_lines(std::string_view reply, const Asked& asked) {
  const auto breaks = [](std::string_view text) {
    text = text::strip(text);
    return std::count(text.begin(), text.end(), '\n');
  };
  return breaks(reply) > std::max(breaks(asked.source), breaks(asked.draft));
}

bool stands_in_quotes(std::string_view text) {
  return std::any_of(kQuotes.begin(), kQuotes.end(), [&](const auto& pair) {
    return text.size() >= pair.first.size() + pair.second.size() && text.starts_with(pair.first) &&
           text.ends_with(pair.second);
  });
}

bool is_announced(std::string_view reply, const Asked& asked) {
  const auto colon = reply.find(':');
  if (colon == reply.npos || colon > kLongestAnnouncement) return false;
  const std::string beginning = text::fold_case(reply.substr(0, colon));
  if (text::fold_case(asked.source).starts_with(beginning) ||
      text::fold_case(asked.draft).starts_with(beginning))
    return false;
  return std::any_of(kAnnouncing.begin(), kAnnouncing.end(),
                     [&](std::string_view word) { return beginning.find(word) != beginning.npos; });
}

bool has_thinking(std::string_view reply) {
  return reply.find("<think>") != reply.npos || reply.find("</think>") != reply.npos;
}

// "" when there is nothing but the text.
std::string_view what_is_more(std::string_view reply, const Asked& asked, const ReplyRules& rules) {
  if (too_long(reply, asked, rules.max_length_ratio)) return "is far longer than draft and source";
  if (reply.find("```") != reply.npos && !asked.has("```")) return "has a code fence";
  if (has_thinking(reply)) return "has a model's thinking in it";
  if (has_further_lines(reply, asked)) return "has more lines than draft and source";
  if (stands_in_quotes(reply) && !stands_in_quotes(text::strip(asked.source)) &&
      !stands_in_quotes(text::strip(asked.draft)))
    return "stands in quotation marks";
  if (is_announced(reply, asked)) return "begins with an announcement";
  return "";
}

}  // namespace

Answer read_text_reply(std::string_view reply, const Question& question, const ReplyRules& rules) {
  const std::string_view text = text::strip(reply);
  if (text.empty()) return Answer::failed(Failure::kEmpty, "the reply is empty");
  const std::string_view more =
      question.ask != Ask::kComplete
          ? what_is_more(text, {question.row->source, question.draft}, rules)
      : has_thinking(text) ? "has a model's thinking in it"
                           : "";
  if (!more.empty()) return Answer::failed(Failure::kBabbling, "the reply " + std::string(more));
  Answer answer;
  answer.text = std::string(text);
  return answer;
}

}  // namespace dragoman::oracles
