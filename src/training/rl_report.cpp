#include "training/rl_report.h"

#include <algorithm>
#include <map>

#include "algorithms/credit.h"
#include "rollouts/statistics.h"
#include "training/refinement_report.h"
#include "training/tool_report.h"

namespace dragoman::training {
namespace {

using episodes::Episode;
using episodes::EpisodeGroup;

std::map<std::string, std::vector<double>> parts_of(const EpisodeGroup& group) {
  std::map<std::string, std::vector<double>> parts;
  for (const Episode& episode : group)
    for (const auto& [name, value] : episode.rewards) parts[name].push_back(value);
  return parts;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
}

// Rewards and their spread; failed episodes are missing, not zero.
void describe_rewards(std::span<const EpisodeGroup> groups, Json& report) {
  std::vector<double> rewards;
  std::map<std::string, std::vector<double>> parts;
  std::map<std::string, std::vector<double>> within;  // deviations, one a group
  double flat = 0.0;
  double failed = 0.0;
  for (const EpisodeGroup& group : groups) {
    std::vector<double> own;
    for (const Episode& episode : group) {
      if (episode.usable())
        own.push_back(episode.reward);
      else
        failed += 1.0;
    }
    if (algorithms::spread_of(own).flat) flat += 1.0;
    for (const auto& [name, values] : parts_of(group)) {
      parts[name].insert(parts[name].end(), values.begin(), values.end());
      within[name].push_back(algorithms::spread_of(values).std);
    }
    rewards.insert(rewards.end(), own.begin(), own.end());
  }
  const algorithms::Spread spread = algorithms::spread_of(rewards);
  report["reward"] = spread.mean;
  report["reward_std"] = spread.std;
  for (const auto& [name, values] : parts) {
    const algorithms::Spread part = algorithms::spread_of(values);
    report["rewards/" + name + "/mean"] = part.mean;
    report["rewards/" + name + "/std"] = part.std;
    report["rewards/" + name + "/std_within"] = mean_of(within[name]);
  }
  report["frac_reward_zero_std"] = flat / static_cast<double>(std::max<size_t>(1, groups.size()));
  report["episodes/failed"] = failed;
  const double all = failed + static_cast<double>(rewards.size());
  report["episodes/failed_ratio"] = all > 0.0 ? failed / all : 0.0;
}

// completions/mean_NAME, min_NAME and max_NAME; zeros without any.
void report_lengths(const std::string& name, const std::vector<double>& lengths, Json& report) {
  double sum = 0.0;
  for (const double length : lengths) sum += length;
  const auto [least, most] = std::minmax_element(lengths.begin(), lengths.end());
  const bool none = lengths.empty();
  report["completions/mean_" + name] = none ? 0.0 : sum / static_cast<double>(lengths.size());
  report["completions/min_" + name] = none ? 0.0 : *least;
  report["completions/max_" + name] = none ? 0.0 : *most;
}

void describe_lengths(std::span<const EpisodeGroup> groups, Json& report) {
  std::vector<double> all;
  std::vector<double> terminated;  // ended by themselves
  int64_t tokens = 0;
  for (const EpisodeGroup& group : groups) {
    for (const Episode& episode : group) {
      all.push_back(static_cast<double>(episode.sampled_count()));
      if (episode.finish != episodes::FinishReason::kLength) terminated.push_back(all.back());
      tokens += static_cast<int64_t>(episode.tokens.size());
    }
  }
  if (all.empty()) return;
  report_lengths("length", all, report);
  report_lengths("terminated_length", terminated, report);
  report["completions/clipped_ratio"] =
      1.0 - static_cast<double>(terminated.size()) / static_cast<double>(all.size());
  report["num_tokens"] = tokens;
}

}  // namespace

Json describe(std::span<const EpisodeGroup> groups, std::span<const data::Row> rows) {
  Json report = Json::object();
  describe_rewards(groups, report);
  describe_lengths(groups, report);
  for (const auto& [name, value] : rollouts::translation_statistics(groups, rows))
    report[name] = value;
  for (const auto& [name, value] : refinement_report(groups, rows)) report[name] = value;
  return report;
}

std::optional<double> off_target_ratio(std::span<const EpisodeGroup> groups,
                                       std::span<const data::Row> rows,
                                       const rewards::Reward& language) {
  std::vector<rewards::Judged> items;
  for (const EpisodeGroup& group : groups)
    for (const Episode& episode : group)
      if (episode.usable())
        items.push_back({.row = &rows[static_cast<size_t>(episode.labels.row)],
                         .hypothesis = episode.hypothesis});
  if (items.empty()) return std::nullopt;
  double passed = 0.0;
  for (const std::optional<double>& verdict : language.score(items))
    passed += verdict.value_or(1.0);
  return 1.0 - passed / static_cast<double>(items.size());
}

Json learning_report(const Learned& learned, const std::map<std::string, double>& seen,
                     const std::map<std::string, double>& settings) {
  Json report = {{"loss", learned.loss},
                 {"grad_norm", learned.grad_norm},
                 {"learning_rate", learned.learning_rate}};
  for (const auto& [name, value] : seen) report[name] = value;
  for (const auto& [name, value] : settings) report[name] = value;
  return report;
}

std::string to_lines(std::span<const EpisodeGroup> groups, int64_t step) {
  std::string lines;
  for (const EpisodeGroup& group : groups) {
    for (const Episode& episode : group) {
      Json spans = Json::array();
      for (const episodes::Span& span : episode.spans)
        spans.push_back({name_of(span.kind), span.begin, span.end, span.policy_version});
      Json credits = Json::array();
      for (const episodes::SpanCredit& credit : episode.credits)
        credits.push_back({credit.name, credit.begin, credit.end, credit.value});
      Json line = {{"step", step},
                   {"group", episode.group},
                   {"row", episode.labels.row},
                   {"direction", episode.labels.direction},
                   {"status", name_of(episode.status)},
                   {"finish_reason", name_of(episode.finish)},
                   {"reward", episode.reward},
                   {"rewards", episode.rewards},
                   {"credits", credits},
                   {"completion", episode.completion},
                   {"tokens", episode.tokens},
                   {"spans", spans},
                   {"sampling", to_record(episode.sampling)},
                   {"behaviour_logprobs", episode.behaviour_logprobs},
                   {"advantages", episode.advantages}};
      if (episode.last_turn > 0) line["last_turn"] = episode.last_turn;
      if (!episode.calls.empty()) line["calls"] = to_json(episode.calls);
      if (!episode.branch.empty()) line["branch"] = episode.branch;
      if (!episode.why.empty()) line["why"] = episode.why;
      if (!episode.refinement.empty()) line["refinement"] = episode.refinement;
      if (!episode.translation.empty()) line["translation"] = episode.translation;
      lines += to_line(line) + "\n";
    }
  }
  return lines;
}

episodes::StepCounts summed(episodes::StepCounts counts, comm::Comm& comm) {
  double values[] = {counts.sequences, counts.tokens};
  comm.sum(values);
  counts.sequences = values[0];
  counts.tokens = values[1];
  return counts;
}

}  // namespace dragoman::training
