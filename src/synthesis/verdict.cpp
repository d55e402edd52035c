#include "synthesis/verdict.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "oracles/json_reply.h"

namespace dragoman::synthesis {

std::optional<Json> read_verdict(std::string_view reply, std::span<const Point> points) {
  std::optional<Json> verdict = oracles::read_json_reply(reply);
  if (!verdict || verdict->size() != points.size() + 1) return std::nullopt;
  if (!verdict->contains("why") || !verdict->at("why").is_string()) return std::nullopt;
  const bool whole = std::all_of(points.begin(), points.end(), [&](const Point& point) {
    return verdict->contains(point.key) && verdict->at(point.key).is_boolean();
  });
  if (!whole) return std::nullopt;
  return verdict;
}

std::optional<Refusal> vote(Item& item, const char* check, std::span<const std::string> replies,
                            std::span<const Point> points) {
  std::vector<Json> votes;
  Json kept = Json::array();
  for (const std::string& reply : replies) {
    std::optional<Json> verdict = read_verdict(reply, points);
    kept.push_back(verdict ? *verdict : Json(nullptr));
    if (verdict) votes.push_back(std::move(*verdict));
  }
  item.verdicts[check] = std::move(kept);
  if (votes.empty())
    return Refusal{kUnreadable, fmt::format("no reply is the JSON object that was asked for: {}",
                                            replies.front().substr(0, 200))};
  for (const Point& point : points) {
    const auto sees = [&](const Json& verdict) {
      return verdict.at(point.key).get<bool>() == point.defect;
    };
    const auto count = static_cast<size_t>(std::count_if(votes.begin(), votes.end(), sees));
    if (2 * count < votes.size() || count == 0) continue;
    const auto first = std::find_if(votes.begin(), votes.end(), sees);
    return Refusal{point.reason, first->at("why").get<std::string>()};
  }
  return std::nullopt;
}

std::string format_text(std::span<const Point> points) {
  std::string text = "Reply with one JSON object and nothing else: {";
  for (const Point& point : points) text += fmt::format("\"{}\": true or false, ", point.key);
  return text + "\"why\": \"one sentence\"}";
}

}  // namespace dragoman::synthesis
