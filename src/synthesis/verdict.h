// What an oracle says of an item: one JSON object of yes and no, read strictly, and votes of
// several.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "synthesis/item.h"

namespace dragoman::synthesis {

// One key of a verdict: which value is the defect, and what that is called.
struct Point {
  const char* key;
  bool defect;  // the value that refuses
  const char* reason;
};

// {"contradiction": false, …, "why": "…"}: every point once as true or false and "why" as a text,
// and nothing else, neither in the object nor around it. Nothing where the reply is anything else.
std::optional<Json> read_verdict(std::string_view reply, std::span<const Point> points);

// The first point that at least half of the readable votes see a defect in, with the words of the
// first that does; kUnreadable where no vote can be read. The votes, null where unreadable, are
// kept in item.verdicts[check].
std::optional<Refusal> vote(Item& item, const char* check, std::span<const std::string> replies,
                            std::span<const Point> points);

// "Reply with one JSON object and nothing else: {…}" for the end of a prompt.
std::string format_text(std::span<const Point> points);

}  // namespace dragoman::synthesis
