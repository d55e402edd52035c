// How a set of rewards is put together from a recipe's parts, and which of them score which rows.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "rewards/combine.h"

namespace dragoman::rewards {
namespace {

std::string domain_of(const data::Row& row) {
  return row.domain.empty() ? "names no domain" : fmt::format("is of domain \"{}\"", row.domain);
}

// The domains of the rows, for a message; "" where they name none.
std::string domains_of(std::span<const data::Row> rows) {
  std::set<std::string> domains;
  for (const data::Row& row : rows)
    if (!row.domain.empty()) domains.insert(row.domain);
  return fmt::format("{}", fmt::join(domains, ", "));
}

}  // namespace

bool RewardSet::Member::scores(const data::Row& row) const {
  return domains.empty() || std::find(domains.begin(), domains.end(), row.domain) != domains.end();
}

RewardSet::RewardSet(const std::vector<RewardPart>& parts, const RewardRules& rules,
                     const RewardContext& context)
    : rules_(rules) {
  for (const RewardPart& part : parts) add(part, context);
  check_members();
  check_rows(context.rows);
}

void RewardSet::add(const RewardPart& part, const RewardContext& context) {
  const std::string label = part.label.empty() ? part.reward.name() : part.label;
  const auto same = [&](const Member& member) { return member.label == label; };
  if (std::any_of(members_.begin(), members_.end(), same))
    throw_input("two rewards are called {}; give one of them another label", label);
  Member& member = members_.emplace_back();
  member.label = label;
  member.weight = part.weight;
  member.domains = part.domains;
  RewardContext own = context;
  if (!part.domains.empty()) {
    for (const data::Row& row : context.rows)
      if (member.scores(row)) member.rows.push_back(row);
    if (member.rows.empty() && !context.rows.empty()) {
      const std::string there = domains_of(context.rows);
      throw_input("reward {} scores rows of {}, but no row is of such a domain; {}", label,
                  fmt::join(part.domains, ", "),
                  there.empty() ? "the data name none: set data.domain, or a column domain"
                                : "there are " + there);
    }
    own.rows = member.rows;
  }
  member.reward = part.reward.make(own);
}

void RewardSet::check_members() const {
  const auto has = [&](RewardKind kind) {
    return std::any_of(members_.begin(), members_.end(),
                       [&](const Member& member) { return member.reward->kind() == kind; });
  };
  if (!has(RewardKind::kScore)) {
    throw_input(
        "the recipe's rewards hold no score, so all answers would earn the same; add one "
        "such as chrf");
  }
  if (rules_.scale_parts != "none" && has(RewardKind::kGate) && rules_.reward_floor >= 0.0)
    throw_input(
        "reward_rules.reward_floor is {}, but the mean of scaled parts is 0: answers that a gate "
        "turns away would earn as much as the others; set it to -5, say",
        rules_.reward_floor);
}

void RewardSet::check_rows(std::span<const data::Row> rows) {
  std::set<Route> routes;
  for (const data::Row& row : rows) {
    const auto pays = [&](const Member& member) {
      return member.reward->kind() == RewardKind::kScore && member.scores(row);
    };
    if (std::none_of(members_.begin(), members_.end(), pays))
      throw_input(
          "{} {}, and no score is for it; name its domain in a [[reward]]'s domains, or add a "
          "reward without any",
          row.id.empty() ? "a row of the training data" : row.id, domain_of(row));
    routes.insert(route_of(row));
  }
  routes_ = std::max<size_t>(1, routes.size());
}

RewardSet::Route RewardSet::route_of(const data::Row& row) const {
  Route route;
  for (const Member& member : members_) route.push_back(member.scores(row));
  return route;
}

}  // namespace dragoman::rewards
