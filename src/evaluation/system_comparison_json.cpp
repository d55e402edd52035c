#include "evaluation/system_comparison_output.h"

#include "evaluation/rewarded_lead.h"

namespace dragoman::evaluation {
namespace {

Json metric_json(const SystemComparison& comparison, const MetricComparison& metric) {
  Json json{{"key", metric.key},
            {"name", metric.name},
            {"signature", metric.signature},
            {"higher_is_better", metric.higher_is_better}};
  json["systems"] = Json::array();
  for (size_t s = 0; s < comparison.systems.size(); ++s) {
    const metrics::Standing& standing = metric.standing(s);
    Json row{{"system", comparison.systems[s]}, {"score", metric.scores[s]}};
    if (!metric.intervals.empty()) {
      row["mean"] = metric.intervals[s].mean;
      row["ci"] = metric.intervals[s].half_width;
    }
    row["rank_first"] = standing.first_rank;
    row["rank_last"] = standing.last_rank;
    row["cluster"] = standing.cluster;
    if (metric.rewarded[s]) row["rewarded"] = true;
    json["systems"].push_back(std::move(row));
  }
  json["tests"] = Json::array();
  for (const PairTest& test : metric.tests)
    json["tests"].push_back({{"better", comparison.systems[test.better]},
                             {"worse", comparison.systems[test.worse]},
                             {"difference", test.difference},
                             {"p_value", test.p},
                             {"adjusted_p_value", test.adjusted},
                             {"significant", test.adjusted <= comparison.options.alpha}});
  return json;
}

Json group_json(const SystemComparison& comparison, const GroupScores& groups) {
  Json json{{"by", groups.parts.by}, {"groups", Json::array()}};
  for (size_t g = 0; g < groups.parts.groups.size(); ++g) {
    const SentenceGroup& group = groups.parts.groups[g];
    Json row{{"label", group.label}, {"sentences", group.rows.size()}};
    for (size_t m = 0; m < comparison.metrics.size(); ++m)
      row[comparison.metrics[m].name] = groups.scores[m][g];
    row["autorank_wmt25"] = groups.autorank25[g];
    json["groups"].push_back(std::move(row));
  }
  return json;
}

Json words_json(const SystemComparison& comparison) {
  Json json = Json::array();
  if (comparison.words.empty()) return json;
  for (size_t f = 0; f < comparison.words.front().size(); ++f) {
    Json row{{"frequency", comparison.words.front()[f].label},
             {"words", comparison.words.front()[f].reference},
             {"f_score", Json::array()}};
    for (const auto& system : comparison.words) row["f_score"].push_back(system[f].f_score());
    json.push_back(std::move(row));
  }
  return json;
}

Json human_json(const SystemComparison& comparison) {
  Json json = Json::array();
  for (const HumanAgreement& row : comparison.human) {
    json.push_back({{"metric", row.metric},
                    {"level", row.of_sentences ? "sentence" : "system"},
                    {"items", row.items},
                    {"pearson", row.pearson},
                    {"spearman", row.spearman},
                    {"kendall_b", row.kendall_b},
                    {"kendall_c", row.kendall_c},
                    {"pairwise_accuracy", row.accuracy}});
    if (row.of_sentences) json.back()["tie_threshold"] = row.threshold;
  }
  return json;
}

Json lead_json(const SystemComparison& comparison, const RewardedLead& lead) {
  constexpr const char* kVerdicts[] = {"better", "level", "worse"};
  Json json{{"metric", comparison.metrics[lead.metric].key},
            {"system", comparison.systems[lead.system]},
            {"over", comparison.systems[lead.other]},
            {"difference", lead.difference},
            {"adjusted_p_value", lead.p},
            {"suspicious", lead.is_suspicious()},
            {"witnesses", Json::array()}};
  for (const WitnessVerdict& witness : lead.witnesses)
    json["witnesses"].push_back({{"metric", comparison.metrics[witness.metric].key},
                                 {"verdict", kVerdicts[static_cast<size_t>(witness.kind)]},
                                 {"difference", witness.difference},
                                 {"adjusted_p_value", witness.p}});
  return json;
}

}  // namespace

Json comparison_json(const SystemComparison& comparison) {
  const ComparisonOptions& options = comparison.options;
  Json json{{"systems", comparison.systems}, {"sentences", comparison.sentences}};
  if (comparison.documents > 0) json["documents"] = comparison.documents;
  json["test"] = {{"name", options.randomization ? "approximate randomization" : "bootstrap"},
                  {"samples", options.resampling.samples},
                  {"seed", options.resampling.seed},
                  {"correction", options.correction},
                  {"alpha", options.alpha}};
  json["metrics"] = Json::array();
  for (const MetricComparison& metric : comparison.metrics)
    json["metrics"].push_back(metric_json(comparison, metric));
  json["autorank_wmt24"] = comparison.autorank24;
  json["autorank_wmt25"] = comparison.autorank25;
  if (!comparison.witness_rank.empty()) json["autorank_of_witnesses"] = comparison.witness_rank;
  json["rewarded_leads"] = Json::array();
  for (const RewardedLead& lead : rewarded_leads(comparison))
    json["rewarded_leads"].push_back(lead_json(comparison, lead));
  json["warnings"] = warnings(comparison);
  json["breakdowns"] = Json::array();
  for (const GroupScores& groups : comparison.groups)
    json["breakdowns"].push_back(group_json(comparison, groups));
  json["word_frequency"] = words_json(comparison);
  if (!comparison.human.empty()) {
    json["human"] = human_json(comparison);
    json["human_scores"] = comparison.human_means;
  }
  return json;
}

}  // namespace dragoman::evaluation
