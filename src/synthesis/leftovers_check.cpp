// The check `leftovers`: what belongs to the conversation and not to the text. Marks and rules of
// the prompt, an announcement, a fence around everything, a place that nobody filled.
#include <algorithm>
#include <array>

#include "synthesis/check.h"
#include "synthesis/prompts.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::synthesis {
namespace {

constexpr std::array<std::string_view, 8> kMarks = {
    "<source>", "</source>",         "<instruction>",     "</instruction>",
    "{source}", "{target_language}", "{source_language}", "as an ai language model"};

// Folded; what a reply begins with when it speaks of itself.
constexpr std::array<std::string_view, 14> kAnnouncements = {
    "sure,",           "sure!",     "certainly", "of course,", "here is the",
    "here's the",      "here is a", "here's a",  "here is my", "instruction:",
    "rewritten task:", "task:",     "new task:", "rewritten:"};

// "- " and the end are no part of a rule.
bool holds_a_rule(std::string_view text) {
  for (const std::string_view line : text::split(kRules, '\n'))
    if (text.find(line.substr(2, line.size() - 3)) != text.npos) return true;
  return false;
}

std::string what_is_left(std::string_view text) {
  const std::string folded = text::fold_case(text);
  for (const std::string_view mark : kMarks)
    if (folded.find(mark) != folded.npos) return "holds \"" + std::string(mark) + "\"";
  for (const std::string_view words : kAnnouncements)
    if (folded.starts_with(words)) return "begins with \"" + std::string(words) + "\"";
  if (text.starts_with("```") && text.ends_with("```")) return "stands in a code fence";
  return holds_a_rule(text) ? "holds a rule of the prompt" : "";
}

class Leftovers final : public Check {
 public:
  bool looks_at(Moment) const override { return true; }

  std::optional<Refusal> refusal(Item& item, Moment moment, std::span<const std::string>) override {
    const std::string left = what_is_left(text_at(item, moment));
    if (left.empty()) return std::nullopt;
    return Refusal{"leftovers", std::string("the ") + name_of(moment) + " " + left};
  }
};

}  // namespace

CheckEntry leftovers() {
  return make_check<Leftovers>("leftovers",
                               "Texts that hold marks or rules of the prompt, or talk around it.");
}

}  // namespace dragoman::synthesis
