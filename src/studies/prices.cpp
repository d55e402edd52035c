#include "studies/prices.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "evaluation/pareto.h"

namespace dragoman::studies {
namespace {

std::vector<double> by_row(const evaluation::Evaluation& evaluation, const std::string& key) {
  const evaluation::MetricResult* result = evaluation.find(key);
  if (result == nullptr)
    throw_input("prices: {} has no {} of the held-out rows", evaluation.system, key);
  const auto metric = evaluation::metric_of(*result);
  std::vector<double> values;
  for (size_t i = 0; i < result->statistics.rows(); ++i) {
    values.push_back(metric->score(result->statistics.row(i)) / (result->is_witness() ? 1 : 100));
  }
  return values;
}

// Groups of rows by label; "all" first.
using Groups = std::vector<std::pair<std::string, std::vector<size_t>>>;

Groups groups_of(const evaluation::Evaluation& evaluation, const std::string& by) {
  Groups groups = {{"all", std::vector<size_t>(static_cast<size_t>(evaluation.rows))}};
  std::iota(groups[0].second.begin(), groups[0].second.end(), size_t{0});
  for (const evaluation::Breakdown& breakdown : evaluation.breakdowns) {
    if (breakdown.by != by) continue;
    for (const evaluation::Group& group : breakdown.groups) groups.push_back({group.label, {}});
    for (size_t row = 0; row < breakdown.group_of.size(); ++row)
      groups[1 + breakdown.group_of[row]].second.push_back(row);
  }
  return groups;
}

}  // namespace

Json price_shares(Study& study, int64_t seed) {
  const PricesConfig& config = *study.config().prices;
  evaluation::PriceQuestion question;
  question.prices = evaluation::price_grid(config.highest, config.points);
  question.resamples = config.resamples;
  question.rng = Rng(static_cast<uint64_t>(seed)).derive("prices");
  std::vector<std::string> names = {config.system};
  names.insert(names.end(), config.against.begin(), config.against.end());
  for (const std::string& name : names) {
    const auto& evaluation = study.result(study.named(name), seed).evaluation;
    question.systems.push_back({by_row(evaluation, config.value), by_row(evaluation, config.cost)});
  }
  Json shares = Json::array();
  const auto& first = study.result(study.named(config.system), seed).evaluation;
  for (const auto& [label, rows] : groups_of(first, study.config().by)) {
    const auto share = evaluation::best_share(question, 0, rows);
    shares.push_back({{"group", label},
                      {"share", share.share},
                      {"low", share.low},
                      {"high", share.high},
                      {"seed", seed}});
  }
  return shares;
}

std::string price_table(const Json& summary) {
  std::string text = fmt::format(
      "| rows | share of prices at which `{}` is the best, by seed (95 % interval) |\n"
      "| --- | --: |\n",
      summary.at("prices").at("system").get<std::string>());
  std::vector<std::pair<std::string, std::string>> lines;
  for (const Json& share : summary.at("prices").at("shares")) {
    const std::string group = share.at("group");
    auto line = std::find_if(lines.begin(), lines.end(),
                             [&](const auto& one) { return one.first == group; });
    if (line == lines.end()) line = lines.insert(lines.end(), {group, ""});
    line->second += fmt::format("{}{:.2f} ({:.2f}–{:.2f})", line->second.empty() ? "" : ", ",
                                share.at("share").get<double>(), share.at("low").get<double>(),
                                share.at("high").get<double>());
  }
  for (const auto& [group, shares] : lines) text += fmt::format("| {} | {} |\n", group, shares);
  return text;
}

}  // namespace dragoman::studies
