#include "training/ranking_data.h"

#include <charconv>
#include <cmath>

#include "base/error.h"
#include "episodes/segments.h"
#include "tasks/answered.h"

namespace dragoman::training {
namespace {

std::vector<TokenId> tokens_of(const rollouts::Player& player, const tasks::Lesson& lesson,
                               const std::string& where) {
  return tasks::whole_tokens(lesson, player.tokenizer, player.chat, where);
}

// 0 for a row without one.
double margin_of(const data::Row& row) {
  const auto found = row.metadata.find("margin");
  if (found == row.metadata.end()) return 0.0;
  const std::string& text = found->second;
  double margin = 0.0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), margin);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || !std::isfinite(margin))
    throw_input("{}: margin is {}, must be a number", row.id, text);
  return margin;
}

bool fits(const Example& example, int64_t max_length) {
  return static_cast<int64_t>(example.tokens.size()) <= max_length + 1;
}

}  // namespace

ExampleGroup Ranking::group() const {
  ExampleGroup all;
  for (const Example& answer : answers) all.push_back(&answer);
  return all;
}

int64_t Rankings::pairs() const {
  int64_t count = 0;
  for (const Ranking& ranking : rankings) count += static_cast<int64_t>(ranking.pairs.size());
  return count;
}

Example whole_sequence(std::vector<TokenId> tokens) {
  Example example{std::move(tokens), {}};
  example.trained = episodes::close_for_score(example.tokens);
  return example;
}

Rankings rank_rows(std::span<const data::Row> rows, const rollouts::Player& player,
                   const RewardModelArguments& arguments) {
  Rankings result;
  for (const data::Row& row : rows) {
    const auto pair = chosen_and_rejected(player.task, row);
    if (!pair) throw_input("{}: has no preference: expected chosen and rejected", row.id);
    Ranking ranking;
    ranking.answers = {whole_sequence(tokens_of(player, pair->first, row.id)),
                       whole_sequence(tokens_of(player, pair->second, row.id))};
    const double margin = margin_of(row);
    ranking.pairs = {{0, 1, arguments.margin_coef * margin}};
    ranking.gaps = {margin};
    if (fits(ranking.answers[0], arguments.max_length) &&
        fits(ranking.answers[1], arguments.max_length))
      result.rankings.push_back(std::move(ranking));
    else
      ++result.too_long;
  }
  return result;
}

Rankings rank_candidates(std::span<const CandidateGroup> groups, std::span<const data::Row> rows,
                         const rollouts::Player& player, const CandidateArguments& candidates,
                         int64_t max_length) {
  Rankings result;
  for (const CandidateGroup& group : groups) {
    const data::Row& row = rows[group.row];
    Ranking ranking;
    std::vector<double> rewards;
    for (const Candidate& candidate : group.candidates) {
      const std::string reply = player.task.answer(row, candidate.hypothesis);
      Example answer =
          whole_sequence(tokens_of(player, tasks::answered(player.task, row, reply), row.id));
      if (!fits(answer, max_length)) {
        ++result.too_long;
        continue;
      }
      ranking.answers.push_back(std::move(answer));
      rewards.push_back(candidate.reward);
    }
    for (size_t better = 0; better < rewards.size(); ++better)
      for (size_t worse = better + 1; worse < rewards.size(); ++worse) {
        const double gap = rewards[better] - rewards[worse];
        if (gap <= 0.0 || gap < candidates.min_margin) continue;
        ranking.pairs.push_back({better, worse});
        ranking.gaps.push_back(gap);
      }
    if (ranking.pairs.empty())
      ++result.equal;
    else
      result.rankings.push_back(std::move(ranking));
  }
  return result;
}

void add_label_noise(std::span<Ranking> rankings, double share, const Rng& rng) {
  for (size_t i = 0; i < rankings.size(); ++i) {
    Rng draws = rng.derive("label_noise", i);
    for (algorithms::RankedPair& pair : rankings[i].pairs)
      if (draws.uniform() < share) std::swap(pair.better, pair.worse);
  }
}

}  // namespace dragoman::training
