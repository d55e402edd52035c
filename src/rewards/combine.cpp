#include "rewards/combine.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "rewards/judge.h"
#include "rewards/scaling.h"

namespace dragoman::rewards {
namespace {

using Values = std::vector<std::optional<double>>;

// One value an item, or what was wrong with it.
struct Scored {
  explicit Scored(size_t count) : values(count), why(count) {}

  Values values;
  std::vector<std::string> why;

  Scored part(size_t begin, size_t count) const {
    Scored found(count);
    for (size_t i = 0; i < count; ++i) {
      found.values[i] = values[begin + i];
      found.why[i] = why[begin + i];
    }
    return found;
  }
};

std::string why_missing(const Reward& reward) {
  const std::string trouble = reward.judge() != nullptr ? reward.judge()->trouble() : "";
  return "could not be computed" + (trouble.empty() ? "" : ": " + trouble);
}

void score_into(const Reward& reward, std::span<const Judged> items, size_t begin, Scored& out) {
  const Values values = reward.score(items);
  DRAGOMAN_CHECK(values.size() == items.size(), "a reward gives one value an item");
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] && std::isfinite(*values[i])) {
      out.values[begin + i] = values[i];
    } else {
      out.why[begin + i] = values[i] ? "is not a finite number" : why_missing(reward);
    }
  }
}

// An exception is one item's failure, so the items of a batch that throws are scored one by one. A
// judge's is the run's: it says what all its questions share, such as a refused key.
Scored score_all(const Reward& reward, std::span<const Judged> items) {
  Scored out(items.size());
  try {
    score_into(reward, items, 0, out);
    return out;
  } catch (const std::exception&) {
    if (reward.judge() != nullptr) throw;
    out = Scored(items.size());
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

// The same where it scores only the items at these places.
Scored score_some(const Reward& reward, std::span<const Judged> items,
                  const std::vector<size_t>& places) {
  std::vector<Judged> own;
  for (const size_t place : places) own.push_back(items[place]);
  const Scored scored = score_all(reward, own);
  Scored out(items.size());
  for (size_t i = 0; i < places.size(); ++i) {
    out.values[places[i]] = scored.values[i];
    out.why[places[i]] = scored.why[i];
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
  for (const Member& member : members_) {
    if (!member.scores(*item.row)) continue;
    for (TextCredit credit : member.reward->credits(item)) {
      credit.value *= member.weight;
      found.emplace_back(member.label, credit);
    }
  }
  return found;
}

struct RewardSet::Batches {
  std::vector<std::optional<Scored>> by_member;  // all items; nullopt: scored chunk by chunk
};

// The items share a row.
void RewardSet::judge_chunk(std::span<const Judged> items, const Batches& batches, size_t begin,
                            std::span<Verdict> verdicts) const {
  for (size_t m = 0; m < members_.size(); ++m) {
    const Member& member = members_[m];
    if (!member.scores(*items.front().row)) continue;
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
  if (rules_.scale_parts != "batch") combine(items, verdicts);
}

void RewardSet::combine(std::span<const Judged> items, std::span<Verdict> verdicts) const {
  std::map<Route, std::vector<Verdict*>> routes;
  for (size_t i = 0; i < items.size(); ++i) routes[route_of(*items[i].row)].push_back(&verdicts[i]);
  for (const auto& [route, together] : routes) {
    std::optional<Scaling> scaling;
    if (rules_.scale_parts != "none") scaling.emplace(together, labels());
    for (Verdict* verdict : together) combine(*verdict, route, scaling ? &*scaling : nullptr);
  }
}

void RewardSet::combine(Verdict& verdict, const Route& route, const Scaling* scaling) const {
  const auto wanted = static_cast<size_t>(std::count(route.begin(), route.end(), true));
  if (wanted == 0) verdict.why = "no reward scores rows of its domain";
  if (wanted == 0 || verdict.parts.size() < wanted) return;
  double sum = 0.0;
  bool passes = true;
  for (size_t m = 0; m < members_.size(); ++m) {
    if (!route[m]) continue;
    const Member& member = members_[m];
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
    std::optional<Scored>& batch = batches.by_member.emplace_back();
    if (!member.reward->in_batches()) continue;
    std::vector<size_t> places;
    for (size_t i = 0; i < items.size(); ++i)
      if (member.scores(*items[i].row)) places.push_back(i);
    if (!places.empty())
      batch = places.size() == items.size() ? score_all(*member.reward, items)
                                            : score_some(*member.reward, items, places);
  }
  const std::vector<size_t> ends = chunk_ends(items);
  parallel_for(static_cast<int64_t>(ends.size()), [&](int64_t chunk) {
    const auto index = static_cast<size_t>(chunk);
    const size_t begin = index == 0 ? 0 : ends[index - 1];
    const size_t count = ends[index] - begin;
    judge_chunk(items.subspan(begin, count), batches, begin,
                std::span(verdicts).subspan(begin, count));
  });
  if (rules_.scale_parts == "batch") combine(items, verdicts);
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

void RewardSet::close_round(int64_t round) const {
  for (const Member& member : members_)
    if (Judge* judge = member.reward->judge()) judge->close_round(round);
}

std::map<std::string, double> RewardSet::report() const {
  std::map<std::string, double> report;
  for (const Member& member : members_)
    if (Judge* judge = member.reward->judge())
      for (const auto& [name, value] : judge->report())
        report["judge/" + member.label + "/" + name] = value;
  return report;
}

}  // namespace dragoman::rewards
