#include "rollouts/pack.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "episodes/segments.h"
#include "episodes/token_budget.h"

namespace dragoman::rollouts {
namespace {

using episodes::Episode;
using episodes::PolicyBatch;
using episodes::Span;
using episodes::SpanKind;

// Puts per-sampled-token values where the sampled tokens are; 0 elsewhere. Empty stays empty.
void spread(const Episode& episode, const std::vector<float>& values, size_t base,
            std::vector<float>& column) {
  if (values.empty()) return;
  DRAGOMAN_CHECK(column.size() == base, "either all episodes of a batch have a column or none");
  column.resize(base + episode.tokens.size(), 0.0F);
  size_t next = 0;
  for (const Span& span : episode.spans) {
    if (span.kind != SpanKind::kSampled) continue;
    for (int64_t t = span.begin; t < span.end; ++t) column[base + t] = values[next++];
  }
}

void append(const Episode& episode, float weight, PolicyBatch& batch) {
  const size_t base = batch.tokens.size();
  std::vector<uint8_t> sampled(episode.tokens.size(), 0);
  for (const Span& span : episode.spans)
    if (span.kind == SpanKind::kSampled)
      std::fill(sampled.begin() + span.begin, sampled.begin() + span.end, uint8_t{1});
  episodes::append_segment(episode.tokens, sampled, episode.group, batch);
  episodes::weigh_last_segment(weight, batch);
  spread(episode, episode.behaviour_logprobs, base, batch.behaviour_logprobs);
  spread(episode, episode.old_logprobs, base, batch.old_logprobs);
  spread(episode, episode.reference_logprobs, base, batch.reference_logprobs);
  spread(episode, episode.values, base, batch.values);
  spread(episode, episode.returns, base, batch.returns);
  spread(episode, episode.advantages, base, batch.advantages);
}

// Logprobs are taken at the sampler's temperature; a greedy sampler's are the model's own.
float temperature_of(const Episode& episode) {
  const double temperature = episode.sampling.temperature;
  return temperature > 0.0 ? static_cast<float>(temperature) : 1.0F;
}

// Episodes of one prompt, which a batch computes once for all of them.
using Piece = std::vector<Episode*>;

int64_t tokens_of(const Piece& piece) {
  int64_t sum = 0;
  for (const Episode* episode : piece) sum += static_cast<int64_t>(episode->tokens.size());
  return sum;
}

size_t longest_of(const Piece& piece) {
  size_t longest = 0;
  for (const Episode* episode : piece) longest = std::max(longest, episode->tokens.size());
  return longest;
}

// Pieces of one group and at most `max_tokens`, those with the longest episodes first.
std::map<float, std::vector<Piece>> pieces_by_temperature(std::span<Episode* const> chosen,
                                                          int64_t max_tokens) {
  std::map<float, std::map<int64_t, Piece>> groups;
  for (Episode* episode : chosen)
    groups[temperature_of(*episode)][episode->group].push_back(episode);
  std::map<float, std::vector<Piece>> pieces;
  for (const auto& [temperature, by_group] : groups) {
    std::vector<Piece>& found = pieces[temperature];
    for (const auto& [group, members] : by_group) {
      for (const auto& piece : episodes::batches_of(
               members, max_tokens, [](const Episode* one) { return one->tokens.size(); }))
        found.emplace_back(piece.begin(), piece.end());
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Piece& a, const Piece& b) { return longest_of(a) > longest_of(b); });
  }
  return pieces;
}

}  // namespace

std::vector<Episode*> trainable(std::span<episodes::EpisodeGroup> groups,
                                bool mask_truncated_completions) {
  std::vector<Episode*> chosen;
  for (episodes::EpisodeGroup& group : groups) {
    for (Episode& episode : group) {
      const bool masked =
          mask_truncated_completions && episode.status == episodes::Status::kTruncated;
      if (episode.usable() && !masked && episode.sampled_count() > 0) chosen.push_back(&episode);
    }
  }
  return chosen;
}

episodes::StepCounts count(std::span<Episode* const> chosen) {
  episodes::StepCounts counts;
  for (const Episode* episode : chosen) {
    counts.sequences += 1.0;
    counts.tokens += static_cast<double>(episode->sampled_count());
    counts.max_completion_length = std::max(
        counts.max_completion_length, static_cast<double>(episode->sampling.max_completion_length));
  }
  return counts;
}

std::vector<Packed> pack(std::span<Episode* const> chosen, int64_t max_tokens,
                         const std::function<double(double)>& weight) {
  std::vector<Packed> result;
  for (const auto& [temperature, pieces] : pieces_by_temperature(chosen, max_tokens)) {
    for (const auto& batch : episodes::batches_of(pieces, max_tokens, tokens_of)) {
      Packed& packed = result.emplace_back();
      packed.batch.temperature = temperature;
      for (const Piece& piece : batch) {
        for (Episode* episode : piece) {
          const double each = weight(static_cast<double>(episode->sampled_count()));
          append(*episode, static_cast<float>(each), packed.batch);
          packed.members.push_back(episode);
        }
      }
    }
  }
  return result;
}

void unpack(const Packed& packed, std::span<const float> column,
            std::vector<float> Episode::*field) {
  for (size_t s = 0; s < packed.members.size(); ++s) {
    const auto begin = static_cast<size_t>(packed.batch.cu_seqlens[s]);
    const auto end = static_cast<size_t>(packed.batch.cu_seqlens[s + 1]);
    std::vector<float>& values = packed.members[s]->*field;
    values.clear();
    for (size_t t = begin; t < end; ++t)
      if (packed.batch.predicted[t] != 0) values.push_back(column[t]);
  }
}

}  // namespace dragoman::rollouts
