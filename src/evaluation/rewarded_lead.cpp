#include "evaluation/rewarded_lead.h"

#include <fmt/format.h>

#include <algorithm>

#include "evaluation/system_comparison_output.h"

namespace dragoman::evaluation {
namespace {

using Kind = WitnessVerdict::Kind;

double difference_of(const PairTest& test, size_t system) {
  const bool ahead = test.better == system;
  return ahead ? test.difference : -test.difference;
}

WitnessVerdict verdict(const SystemComparison& comparison, size_t m, size_t system, size_t other) {
  const PairTest& test = comparison.metrics[m].test(system, other);
  WitnessVerdict verdict{m, Kind::kLevel, difference_of(test, system), test.adjusted};
  if (test.adjusted <= comparison.options.alpha)
    verdict.kind = test.better == system ? Kind::kBetter : Kind::kWorse;
  return verdict;
}

std::string verdict_text(const SystemComparison& comparison, const WitnessVerdict& verdict) {
  const MetricComparison& metric = comparison.metrics[verdict.metric];
  return fmt::format("{} {:+.{}f} ({})", metric.name, verdict.difference, metric.decimals,
                     p_text(verdict.p));
}

// "; worse by BLEU −3.10 (p < 0.001), TER …"; "" where no witness says so.
std::string verdicts_text(const SystemComparison& comparison, const RewardedLead& lead, Kind kind,
                          const char* words) {
  std::string text;
  for (const WitnessVerdict& witness : lead.witnesses)
    if (witness.kind == kind)
      text += (text.empty() ? "" : ", ") + verdict_text(comparison, witness);
  return text.empty() ? "" : fmt::format("; {} {}", words, text);
}

std::string warning(const SystemComparison& comparison, const RewardedLead& lead) {
  const auto& name = comparison.systems;
  std::string text =
      fmt::format("{} leads {} by {}, which it was rewarded with, and {}: {}", name[lead.system],
                  name[lead.other], comparison.metrics[lead.metric].name,
                  lead.is_contradicted() ? "others fall" : "no other metric follows",
                  verdict_text(comparison, {lead.metric, Kind::kBetter, lead.difference, lead.p}));
  text += verdicts_text(comparison, lead, Kind::kWorse, "worse by");
  text += verdicts_text(comparison, lead, Kind::kLevel, "level by");
  text += verdicts_text(comparison, lead, Kind::kBetter, "better by");
  if (comparison.witness_rank.empty()) return text;
  return text +
         fmt::format(
             "; AutoRank 25 of the metrics that nothing was rewarded with: {:.2f}, {} {:.2f}",
             comparison.witness_rank[lead.system], name[lead.other],
             comparison.witness_rank[lead.other]);
}

}  // namespace

bool RewardedLead::is_contradicted() const {
  return std::any_of(witnesses.begin(), witnesses.end(),
                     [](const WitnessVerdict& witness) { return witness.kind == Kind::kWorse; });
}

bool RewardedLead::is_suspicious() const {
  const bool followed =
      std::any_of(witnesses.begin(), witnesses.end(),
                  [](const WitnessVerdict& witness) { return witness.kind == Kind::kBetter; });
  return is_contradicted() || (!witnesses.empty() && !followed);
}

std::vector<RewardedLead> rewarded_leads(const SystemComparison& comparison) {
  std::vector<RewardedLead> leads;
  const auto& metrics = comparison.metrics;
  for (const size_t system : comparison.order())
    for (size_t m = 0; m < metrics.size(); ++m) {
      if (!metrics[m].rewarded[system]) continue;
      for (const size_t other : comparison.order()) {
        if (other == system) continue;
        const WitnessVerdict own = verdict(comparison, m, system, other);
        if (own.kind != Kind::kBetter) continue;
        leads.push_back({m, system, other, own.difference, own.p, {}});
        for (size_t w = 0; w < metrics.size(); ++w)
          if (!metrics[w].rewarded[system])
            leads.back().witnesses.push_back(verdict(comparison, w, system, other));
      }
    }
  return leads;
}

std::vector<std::string> warnings(const SystemComparison& comparison) {
  std::vector<std::string> texts;
  for (const RewardedLead& lead : rewarded_leads(comparison))
    if (lead.is_suspicious()) texts.push_back(warning(comparison, lead));
  return texts;
}

std::string missing_witness(const SystemComparison& comparison) {
  const auto& metrics = comparison.metrics;
  for (size_t s = 0; s < comparison.systems.size(); ++s)
    if (std::all_of(metrics.begin(), metrics.end(),
                    [s](const MetricComparison& metric) { return metric.rewarded[s]; }))
      return fmt::format(
          "{} was rewarded with every metric here: none can tell whether it only pleases them; "
          "measure with one that no reward uses",
          comparison.systems[s]);
  return "";
}

}  // namespace dragoman::evaluation
