#include "generation/beam_search.h"

#include <algorithm>
#include <cmath>

namespace dragoman::generation {

using episodes::EarlyStopping;

BeamSearch::BeamSearch(const episodes::BeamSettings& settings, std::span<const TokenId> end_tokens,
                       int64_t limit)
    : settings_(settings),
      ends_(end_tokens),
      limit_(limit),
      beams_(static_cast<size_t>(settings.num_beams)),
      keep_(std::max<size_t>(2, 1 + end_tokens.size()) * beams_) {}

double BeamSearch::score_of(double sum, int64_t length) const {
  return sum / std::pow(static_cast<double>(length), settings_.length_penalty);
}

// Enough to go on with, even if all the best ones end.
std::vector<BeamSearch::Step> BeamSearch::best_steps(
    std::span<const std::vector<Continuation>> best) const {
  std::vector<Step> steps;
  for (size_t beam = 0; beam < best.size(); ++beam) {
    const double sum = running_[beam] == kNone ? 0.0 : nodes_[running_[beam]].sum;
    for (const Continuation& next : best[beam])
      steps.push_back(
          {beam, {running_[beam], next.token, next.logprob, sum + double{next.logprob}}});
  }
  const auto better = [](const Step& a, const Step& b) {
    if (a.node.sum != b.node.sum) return a.node.sum > b.node.sum;
    return a.parent != b.parent ? a.parent < b.parent : a.node.token < b.node.token;
  };
  const size_t count = std::min(keep_, steps.size());
  std::partial_sort(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(count), steps.end(),
                    better);
  steps.resize(count);
  return steps;
}

std::vector<BeamSearch::Beam> BeamSearch::advance(std::span<const std::vector<Continuation>> best) {
  ++length_;
  const bool full =
      settings_.early_stopping == EarlyStopping::kWhenFull && finished_.size() == beams_;
  std::vector<Beam> going_on;
  std::vector<size_t> running;
  const std::vector<Step> steps = best_steps(best);
  for (size_t rank = 0; rank < steps.size(); ++rank) {
    const Step& step = steps[rank];
    const bool ended = std::find(ends_.begin(), ends_.end(), step.node.token) != ends_.end();
    if (ended || length_ == limit_) {
      if (rank < beams_ && !full) finish(step.node, ended);
    } else if (running.size() < beams_) {
      going_on.push_back({step.parent, step.node.token});
      running.push_back(nodes_.size());
      nodes_.push_back(step.node);
    }
  }
  running_ = std::move(running);
  return is_over() ? std::vector<Beam>{} : going_on;
}

void BeamSearch::finish(const Node& node, bool ended) {
  const Finished made{nodes_.size(), score_of(node.sum, length_), ended};
  const auto place =
      std::upper_bound(finished_.begin(), finished_.end(), made,
                       [](const Finished& a, const Finished& b) { return a.score > b.score; });
  if (place == finished_.end() && finished_.size() == beams_) return;
  nodes_.push_back(node);
  finished_.insert(place, made);
  if (finished_.size() > beams_) finished_.pop_back();
}

// Nothing can go on, or nothing that does is expected to beat what is finished.
bool BeamSearch::is_over() const {
  if (running_.empty()) return true;
  if (finished_.size() < beams_) return false;
  if (settings_.early_stopping == EarlyStopping::kWhenFull) return true;
  const bool longest =
      settings_.early_stopping == EarlyStopping::kNever && settings_.length_penalty > 0.0;
  const double hoped = score_of(nodes_[running_.front()].sum, longest ? limit_ : length_);
  return hoped <= finished_.back().score;
}

std::vector<episodes::Completion> BeamSearch::take_results(size_t count) const {
  std::vector<episodes::Completion> results;
  for (const Finished& one : std::span(finished_).first(std::min(count, finished_.size()))) {
    episodes::Completion& made = results.emplace_back();
    std::vector<TokenId> tokens;
    for (size_t node = one.node; node != kNone; node = nodes_[node].before) {
      tokens.insert(tokens.begin(), nodes_[node].token);
      made.logprobs.insert(made.logprobs.begin(), nodes_[node].logprob);
    }
    made.append(episodes::SpanKind::kSampled, tokens);
    made.behaviour_logprobs.assign(made.tokens.size(), 0.0F);
    made.finish = one.ended ? episodes::FinishReason::kStop : episodes::FinishReason::kLength;
    made.score = one.score;
  }
  return results;
}

}  // namespace dragoman::generation
