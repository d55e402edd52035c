#include "rewards/combine.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "rewards/scaling.h"

namespace dragoman::rewards {
namespace {

using Values = std::vector<std::optional<double>>;

// One value an item, or what was wrong with it.
struct Scored {
  Values values;
  std::vector<std::string> why;

  Scored part(size_t begin, size_t count) const {
    const auto slice = [&](const auto& all) {
      return std::decay_t<decltype(all)>(all.begin() + begin, all.begin() + begin + count);
    };
    return {slice(values), slice(why)};
  }
};

void score_into(const Reward& reward, std::span<const Judged> items, size_t begin, Scored& out) {
  const Values values = reward.score(items);
  DRAGOMAN_CHECK(values.size() == items.size(), "a reward gives one value an item");
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] && std::isfinite(*values[i])) {
      out.values[begin + i] = values[i];
    } else {
      out.why[begin + i] = values[i] ? "is not a finite number" : "could not be computed";
    }
  }
}

// An exception is one item's failure, so the items of a batch that throws are scored one by one.
Scored score_all(const Reward& reward, std::span<const Judged> items) {
  Scored out{Values(items.size()), std::vector<std::string>(items.size())};
  try {
    score_into(reward, items, 0, out);
    return out;
  } catch (const std::exception&) {
    out = {Values(items.size()), std::vector<std::string>(items.size())};
  }
  for (size_t i = 0; i < items.size(); ++i) {
    try {
      score_into(reward, items.subspan(i, 1), i, out);
    } catch (const std::exception& error) {
      out.why[i] = std::string("failed: ") + error.what();
    }
  }
  return out;
}

// Ends of the runs of items that share a row, so that a reward can prepare a row once.
std::vector<size_t> chunk_ends(std::span<const Judged> items) {
  std::vector<size_t> ends;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i + 1 == items.size() || items[i + 1].row != items[i].row) ends.push_back(i + 1);
  }
  return ends;
}

}  // namespace

RewardSet::RewardSet(const std::vector<RewardPart>& parts, const RewardRules& rules,
                     const RewardContext& context)
    : rules_(rules) {
  bool any_score = false;
  for (const RewardPart& part : parts) {
    const std::string label = part.label.empty() ? part.reward.name() : part.label;
    const auto same = [&](const Member& member) { return member.label == label; };
    if (std::any_of(members_.begin(), members_.end(), same)) {
      throw_input("two rewards are called {}; give one of them another label", label);
    }
    members_.push_back({label, part.weight, part.reward.make(context)});
    any_score = any_score || members_.back().reward->kind() == RewardKind::kScore;
  }
  if (!any_score) {
    throw_input(
        "the recipe's rewards hold no score, so all answers would earn the same; add one "
        "such as chrf");
  }
  const bool any_gate = std::any_of(members_.begin(), members_.end(), [](const Member& member) {
    return member.reward->kind() == RewardKind::kGate;
  });
  if (rules.scale_parts != "none" && any_gate && rules.reward_floor >= 0.0)
    throw_input(
        "reward_rules.reward_floor is {}, but the mean of scaled parts is 0: answers that a gate "
        "turns away would earn as much as the others; set it to -5, say",
        rules.reward_floor);
}

std::vector<std::string> RewardSet::labels() const {
  std::vector<std::string> found;
  for (const Member& member : members_) found.push_back(member.label);
  return found;
}

bool RewardSet::gives_credits() const {
  return std::any_of(members_.begin(), members_.end(),
                     [](const Member& member) { return member.reward->gives_credits(); });
}

std::vector<std::pair<std::string, TextCredit>> RewardSet::credits(const Judged& item) const {
  std::vector<std::pair<std::string, TextCredit>> found;
  for (const Member& member : members_)
    for (TextCredit credit : member.reward->credits(item)) {
      credit.value *= member.weight;
      found.emplace_back(member.label, credit);
    }
  return found;
}

struct RewardSet::Batches {
  std::vector<std::optional<Scored>> by_member;  // all items; nullopt: scored chunk by chunk
};

void RewardSet::judge_chunk(std::span<const Judged> items, const Batches& batches, size_t begin,
                            std::span<Verdict> verdicts) const {
  for (size_t m = 0; m < members_.size(); ++m) {
    const Member& member = members_[m];
    const std::optional<Scored>& batch = batches.by_member[m];
    const Scored scored =
        batch ? batch->part(begin, items.size()) : score_all(*member.reward, items);
    for (size_t i = 0; i < items.size(); ++i) {
      if (scored.values[i]) {
        verdicts[i].parts[member.label] = *scored.values[i];
      } else if (verdicts[i].why.empty()) {
        verdicts[i].why = "reward " + member.label + " " + scored.why[i];
      }
    }
  }
  if (rules_.scale_parts != "batch") combine(verdicts);
}

void RewardSet::combine(std::span<Verdict> verdicts) const {
  if (rules_.scale_parts == "none") {
    for (Verdict& verdict : verdicts) combine(verdict, nullptr);
    return;
  }
  const Scaling scaling(verdicts, labels());
  for (Verdict& verdict : verdicts) combine(verdict, &scaling);
}

void RewardSet::combine(Verdict& verdict, const Scaling* scaling) const {
  if (verdict.parts.size() < members_.size()) return;
  double sum = 0.0;
  bool passes = true;
  for (const Member& member : members_) {
    const double value = verdict.parts.at(member.label);
    if (member.reward->kind() == RewardKind::kGate) {
      passes = passes && value > 0.0;
    } else {
      sum += member.weight * (scaling != nullptr ? scaling->scaled(member.label, value) : value);
    }
  }
  verdict.reward = passes ? sum : rules_.reward_floor;
}

std::vector<Verdict> RewardSet::judge(std::span<const Judged> items) const {
  std::vector<Verdict> verdicts(items.size());
  Batches batches;
  for (const Member& member : members_) {
    const bool together = member.reward->in_batches() && !items.empty();
    batches.by_member.push_back(together ? std::optional(score_all(*member.reward, items))
                                         : std::nullopt);
  }
  const std::vector<size_t> ends = chunk_ends(items);
  parallel_for(static_cast<int64_t>(ends.size()), [&](int64_t chunk) {
    const auto index = static_cast<size_t>(chunk);
    const size_t begin = index == 0 ? 0 : ends[index - 1];
    const size_t count = ends[index] - begin;
    judge_chunk(items.subspan(begin, count), batches, begin,
                std::span(verdicts).subspan(begin, count));
  });
  if (rules_.scale_parts == "batch") combine(verdicts);
  stop_when_too_many_failed(verdicts);
  return verdicts;
}

void RewardSet::stop_when_too_many_failed(std::span<const Verdict> verdicts) const {
  const auto failed = [](const Verdict& verdict) { return !verdict.reward.has_value(); };
  const auto count = std::count_if(verdicts.begin(), verdicts.end(), failed);
  const double allowed = rules_.max_failed_share * static_cast<double>(verdicts.size());
  if (static_cast<double>(count) <= allowed) return;
  const auto first = std::find_if(verdicts.begin(), verdicts.end(), failed);
  throw_failure(
      "{} of {} answers got no reward, more than max_failed_share = {} allows; the first: {}",
      count, verdicts.size(), rules_.max_failed_share, first->why);
}

}  // namespace dragoman::rewards
