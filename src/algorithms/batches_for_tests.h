// Small random steps for tests of this module.
#pragma once

#include <vector>

#include "algorithms/algorithm.h"
#include "base/random.h"

namespace dragoman::algorithms {

// A sequence as columns: one prompt token that is never predicted, then sampled ones.
struct Sequence {
  std::vector<double> logprob, old, behaviour, reference, entropy, advantage;
};

inline Sequence random_sequence(Rng& rng, int64_t length) {
  Sequence made;
  for (int64_t t = 0; t < length; ++t) {
    const double old = -3.0 * rng.uniform() - 0.1;
    made.old.push_back(old);
    made.logprob.push_back(old + 0.8 * (rng.uniform() - 0.5));
    made.behaviour.push_back(old + 0.2 * (rng.uniform() - 0.5));
    made.reference.push_back(old + 2.0 * (rng.uniform() - 0.5));
    made.entropy.push_back(2.0 * rng.uniform());
    made.advantage.push_back(rng.normal());
  }
  return made;
}

inline std::vector<Sequence> random_sequences(Rng& rng, std::vector<int64_t> lengths) {
  std::vector<Sequence> made;
  for (const int64_t length : lengths) made.push_back(random_sequence(rng, length));
  return made;
}

inline episodes::StepCounts counts_of(const std::vector<Sequence>& sequences) {
  episodes::StepCounts counts;
  counts.max_completion_length = 16.0;
  for (const Sequence& sequence : sequences) {
    counts.sequences += 1.0;
    counts.tokens += static_cast<double>(sequence.logprob.size());
  }
  return counts;
}

struct Batch {
  episodes::PolicyBatch batch;
  episodes::TokenQuantities current;
};

// What stands at prompt positions must not matter; `junk` lies there in every column.
inline Batch batch_of(const std::vector<Sequence>& sequences, Aggregation aggregation,
                      const episodes::StepCounts& counts, float junk = 0.0F) {
  Batch made;
  episodes::PolicyBatch& batch = made.batch;
  const auto add = [&](uint8_t predicted, const std::vector<double>& values) {
    batch.tokens.push_back(1);
    batch.positions.push_back(static_cast<int32_t>(batch.tokens.size()) - 1 -
                              batch.cu_seqlens.back());
    batch.predicted.push_back(predicted);
    std::vector<float>* columns[] = {&made.current.logprob,
                                     &batch.old_logprobs,
                                     &batch.behaviour_logprobs,
                                     &batch.reference_logprobs,
                                     &made.current.entropy,
                                     &batch.advantages,
                                     &batch.weights};
    for (size_t i = 0; i < values.size(); ++i) columns[i]->push_back(static_cast<float>(values[i]));
  };
  batch.cu_seqlens.push_back(0);
  for (const Sequence& s : sequences) {
    add(0, std::vector<double>(7, junk));
    const auto length = static_cast<double>(s.logprob.size());
    const double weight = token_weight(aggregation, counts, length);
    for (size_t t = 0; t < s.logprob.size(); ++t) {
      add(1, {s.logprob[t], s.old[t], s.behaviour[t], s.reference[t], s.entropy[t], s.advantage[t],
              weight});
    }
    batch.groups.push_back(static_cast<int64_t>(batch.groups.size()));
    batch.cu_seqlens.push_back(static_cast<int32_t>(batch.tokens.size()));
  }
  return made;
}

// An episode with `length` sampled tokens after a prompt of two.
inline episodes::Episode episode_with(int64_t group, double reward, int64_t length) {
  episodes::Episode made;
  made.tokens.assign(static_cast<size_t>(length) + 2, 1);
  made.spans = {{.kind = episodes::SpanKind::kPrompt, .begin = 0, .end = 2},
                {.kind = episodes::SpanKind::kSampled, .begin = 2, .end = length + 2}};
  made.group = group;
  made.reward = reward;
  made.behaviour_logprobs.assign(static_cast<size_t>(length), -1.0F);
  return made;
}

inline episodes::EpisodeGroup group_with(int64_t group, const std::vector<double>& rewards) {
  episodes::EpisodeGroup made;
  int64_t length = 1;
  for (const double reward : rewards) made.push_back(episode_with(group, reward, length++));
  return made;
}

}  // namespace dragoman::algorithms
