// One step of training a reward model.
//
//   rankings -> scores of whole answers -> Bradley-Terry over their pairs -> gradients -> weights
//
#include "training/reward_model_step.h"

#include <algorithm>
#include <limits>

#include "algorithms/preference.h"

namespace dragoman::training {
namespace {

constexpr episodes::Needs kScores{.value = true, .logprob = false};
constexpr int64_t kMarginBins = 5;
constexpr int64_t kConfidenceBins = 10;

std::vector<ExampleGroup> groups_of(std::span<const Ranking* const> rankings) {
  std::vector<ExampleGroup> groups;
  for (const Ranking* ranking : rankings) groups.push_back(ranking->group());
  return groups;
}

// What the log shows of a step, under TRL's names.
struct RewardTally {
  double loss = 0.0, right = 0.0, margin = 0.0, pairs = 0.0, sum = 0.0, scores = 0.0;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  int64_t tokens = 0;

  void add(std::span<const double> found, const Ranking& ranking) {
    for (const double score : found) {
      sum += score;
      scores += 1.0;
      low = std::min(low, score);
      high = std::max(high, score);
    }
    for (const algorithms::RankedPair& pair : ranking.pairs) {
      const double difference = found[pair.better] - found[pair.worse];
      pairs += 1.0;
      margin += difference;
      right += difference > 0.0 ? 1.0 : 0.0;
    }
  }

  Json metrics(comm::Comm& comm) const {
    double sums[] = {loss, right, margin, pairs, sum, scores};
    comm.sum(sums);
    return {{"loss", sums[0]},
            {"accuracy", sums[1] / sums[3]},
            {"margin", sums[2] / sums[3]},
            {"mean_reward", sums[4] / sums[5]},
            {"min_reward", low},
            {"max_reward", high},
            {"num_tokens", tokens}};
  }
};

}  // namespace

RewardModelTrainer::RewardModelTrainer(TrainingArguments arguments, double center_coefficient,
                                       RewardModelParts parts, const Rng& rng)
    : arguments_(std::move(arguments)),
      center_coefficient_(center_coefficient),
      parts_(std::move(parts)),
      order_(static_cast<int64_t>(parts_.train.size()), rng.derive("rankings")) {}

std::vector<const Ranking*> RewardModelTrainer::draw(int64_t step) {
  const int64_t per_step = arguments_.sequences_per_step() * parts_.comm.world_size();
  std::vector<const Ranking*> drawn;
  for (const int64_t item : order_.items(step * per_step, per_step, parts_.comm))
    drawn.push_back(&parts_.train[item]);
  return drawn;
}

Json RewardModelTrainer::step(int64_t step, RunFolder&) {
  const auto drawn = draw(step);
  double total = static_cast<double>(drawn.size());  // of the step, over all ranks
  parts_.comm.sum({&total, 1});
  RewardTally tally;
  for (const GroupBatch& packed : pack_groups(groups_of(drawn), arguments_.max_tokens_per_batch)) {
    const auto scores =
        segment_sums(packed.batch, parts_.learner.forward(packed.batch, kScores).value);
    std::vector<double> slopes;  // by segment
    for (const size_t group : packed.groups) {
      const Ranking& ranking = *drawn[group];
      const auto own = std::span(scores).subspan(slopes.size(), ranking.answers.size());
      const auto term = algorithms::bradley_terry(own, ranking.pairs, center_coefficient_);
      for (const double slope : term.by_score) slopes.push_back(slope / total);
      tally.loss += term.value / total;
      tally.add(own, ranking);
    }
    parts_.learner.backward({.value = spread(packed.batch, slopes)});
    tally.tokens += packed.batch.size();
  }
  const auto optimizer = arguments_.optimizer_at(step);
  const double norm = parts_.learner.update(optimizer);
  Json metrics = tally.metrics(parts_.comm);
  metrics["grad_norm"] = norm;
  metrics["learning_rate"] = optimizer.learning_rate;
  const int64_t visits = (step + 1) * arguments_.sequences_per_step() * parts_.comm.world_size();
  metrics["epoch"] = order_.epochs(visits);
  return metrics;
}

std::vector<std::vector<double>> RewardModelTrainer::scores_of(
    std::span<const ExampleGroup> groups) {
  std::vector<std::vector<double>> found(groups.size());
  for (const GroupBatch& packed : pack_groups(groups, arguments_.max_tokens_per_batch)) {
    const auto scores =
        segment_sums(packed.batch, parts_.learner.evaluate(packed.batch, kScores).value);
    auto next = scores.begin();
    for (const size_t group : packed.groups) {
      const auto size = static_cast<std::ptrdiff_t>(groups[group].size());
      found[group].assign(next, next + size);
      next += size;
    }
  }
  return found;
}

Json RewardModelTrainer::evaluate() {
  std::vector<const Ranking*> rankings;
  for (const Ranking& ranking : parts_.dev) rankings.push_back(&ranking);
  const auto scores = scores_of(groups_of(rankings));
  std::vector<ScoredPair> pairs;
  double loss = 0.0;
  double margin = 0.0;
  double sum = 0.0;
  double count = 0.0;
  for (size_t i = 0; i < rankings.size(); ++i) {
    for (const double score : scores[i]) sum += score;
    count += static_cast<double>(scores[i].size());
    for (size_t p = 0; p < rankings[i]->pairs.size(); ++p) {
      const algorithms::RankedPair& pair = rankings[i]->pairs[p];
      const double difference = scores[i][pair.better] - scores[i][pair.worse];
      pairs.push_back({difference, rankings[i]->gaps[p]});
      loss -= algorithms::log_sigmoid(difference).value;
      margin += difference;
    }
  }
  const auto total = static_cast<double>(pairs.size());
  const auto by_margin = bins_by_margin(pairs, kMarginBins);
  const auto by_confidence = bins_by_confidence(pairs, kConfidenceBins);
  Json result = {{"accuracy", accuracy_of(pairs)},
                 {"loss", loss / total},
                 {"margin", margin / total},
                 {"ece", calibration_error(by_confidence)},
                 {"mean_reward", sum / count}};
  if (!parts_.references.empty()) {
    std::vector<ExampleGroup> groups;
    for (const Example& reference : parts_.references) groups.push_back({&reference});
    double reward = 0.0;
    for (const auto& one : scores_of(groups)) reward += one.front();
    result["reference_reward"] = reward / static_cast<double>(groups.size());
  }
  for (size_t b = 0; b < by_margin.size(); ++b)
    result[fmt::format("accuracy/margin_{}", b + 1)] = by_margin[b].accuracy;
  Json tables = result;
  for (const PairBin& bin : by_margin) tables["by_margin"].push_back(bin.to_json());
  for (const PairBin& bin : by_confidence) tables["reliability"].push_back(bin.to_json());
  write_file(parts_.run_folder / "reward_evaluation.json", tables.dump(2) + "\n");
  return result;
}

}  // namespace dragoman::training
