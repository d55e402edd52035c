#include "rewards/learned_reward.h"

#include <algorithm>

#include "base/error.h"
#include "rewards/item_reward.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

episodes::ScorerSource named_source(std::string_view name, const metrics::LearnedConfig& config) {
  if (config.model.empty())
    throw_input("reward {} names no model: model = \"DIR\", a COMET model's folder", name);
  return config.source();
}

}  // namespace

LearnedReward::LearnedReward(std::string_view name, const metrics::LearnedConfig& config,
                             const RewardContext& context, metrics::ReferenceUse use)
    : scorer_(episodes::shared_scorer(named_source(name, config))) {
  if (use == metrics::ReferenceUse::kNever) {
    if (scorer_->needs_reference())
      throw_input("reward {}: {} is a {}, which compares with references; use the reward comet",
                  name, config.model, scorer_->kind());
    return;
  }
  if (scorer_->needs_reference()) require_references(context, name);
  with_references_ = std::none_of(context.rows.begin(), context.rows.end(),
                                  [](const data::Row& row) { return row.references.empty(); });
}

std::vector<std::optional<double>> LearnedReward::score(std::span<const Judged> items) const {
  std::vector<std::string_view> hypotheses;
  std::vector<metrics::Segment> segments;
  for (const Judged& item : items) {
    hypotheses.push_back(item.hypothesis);
    auto& segment = segments.emplace_back(metrics::Segment{.source = item.row->source});
    if (with_references_) segment.references = item.row->references;
  }
  const std::vector<double> scores = metrics::score_segments(*scorer_, hypotheses, segments);
  std::vector<std::optional<double>> values(scores.begin(), scores.end());
  for (size_t i = 0; i < items.size(); ++i)
    if (text::strip(items[i].hypothesis).empty()) values[i] = 0.0;
  return values;
}

}  // namespace dragoman::rewards
