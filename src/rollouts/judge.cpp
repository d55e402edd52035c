#include "rollouts/judge.h"

#include <vector>

#include "base/error.h"

namespace dragoman::rollouts {
namespace {

using episodes::Episode;
using episodes::Status;

void record(const rewards::Verdict& verdict, Episode& episode) {
  episode.rewards = verdict.parts;
  episode.reward = verdict.reward.value_or(0.0);
  if (verdict.reward) return;
  episode.status = Status::kFailed;
  episode.why = verdict.why;
}

}  // namespace

void judge(std::span<episodes::EpisodeGroup> groups, std::span<const data::Row> rows,
           const tasks::Task& task, const rewards::RewardSet& rewards, int64_t round) {
  std::vector<Episode*> asked;
  std::vector<rewards::Judged> items;
  for (episodes::EpisodeGroup& group : groups) {
    for (Episode& episode : group) {
      if (!episode.usable()) continue;
      const auto index = static_cast<size_t>(episode.labels.row);
      DRAGOMAN_CHECK(index < rows.size(), "an episode's row is one of the data set");
      episode.hypothesis = task.extract(rows[index], episode.answer_text());
      items.push_back({.row = &rows[index],
                       .hypothesis = episode.hypothesis,
                       .finish = episode.finish,
                       .length = episode.sampled_count(),
                       .limit = episode.sampling.max_completion_length,
                       .refinement = episode.refinement,
                       .translation = episode.translation,
                       .calls = episode.calls,
                       .reply = episode.answer_text(),
                       .round = round});
      asked.push_back(&episode);
    }
  }
  const std::vector<rewards::Verdict> verdicts = rewards.judge(items);
  for (size_t i = 0; i < asked.size(); ++i) record(verdicts[i], *asked[i]);
}

}  // namespace dragoman::rollouts
