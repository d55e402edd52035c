#include "synthesis/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace dragoman::synthesis {
namespace {

int64_t sum_of(const std::map<std::string, int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0},
                         [](int64_t sum, const auto& count) { return sum + count.second; });
}

std::string list_of(const std::map<std::string, int64_t>& counts) {
  std::string text;
  for (const auto& [reason, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, reason);
  return text;
}

}  // namespace

int64_t Tally::Stage::refusals() const { return sum_of(refused); }

Tally::Stage& Tally::at(const std::string& stage) {
  const auto found = std::find_if(stages_.begin(), stages_.end(),
                                  [&](const auto& known) { return known.first == stage; });
  if (found != stages_.end()) return found->second;
  return stages_.emplace_back(stage, Stage{}).second;
}

void Tally::count(const Item& item) {
  items_ += 1;
  for (const std::string& stage : item.stages) at(stage).items += 1;
  if (!item.refusal) {
    accepted_ += 1;
    return;
  }
  const std::string& reason = item.refusal->reason;
  at(item.refused_by).refused[reason] += 1;
  if (reason == kUnreadable) failures_[reason] += 1;
  if (reason == kUnanswered) failures_[name_of(item.steps.back().failure)] += 1;
}

int64_t Tally::failed() const { return sum_of(failures_); }

std::string Tally::failures_text() const { return list_of(failures_); }

std::string Tally::text() const {
  std::string text = fmt::format("{} of {} items accepted", accepted_, items_);
  for (const auto& [name, stage] : stages_)
    if (!stage.refused.empty())
      text += fmt::format("; {} refused {} of {} ({})", name, stage.refusals(), stage.items,
                          list_of(stage.refused));
  return text;
}

Json Tally::json() const {
  Json stages = Json::object();
  for (const auto& [name, stage] : stages_)
    stages[name] = {
        {"items", stage.items}, {"refused", stage.refusals()}, {"reasons", stage.refused}};
  return {{"items", items_},
          {"accepted", accepted_},
          {"stages", std::move(stages)},
          {"failures", failures_}};
}

}  // namespace dragoman::synthesis
