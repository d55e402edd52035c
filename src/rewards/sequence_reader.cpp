#include "rewards/sequence_reader.h"

#include <algorithm>
#include <numeric>

#include "episodes/backend.h"
#include "episodes/segments.h"

namespace dragoman::rewards {
namespace {

std::unique_ptr<episodes::Learner> open(const Path& checkpoint, const std::string& dtype,
                                        episodes::Heads heads) {
  episodes::ModelSource source;
  source.folder = checkpoint;
  source.dtype = dtype;
  source.learner.heads = heads;
  return episodes::backend().make_learner(source);
}

// Of one length together.
std::vector<size_t> longest_first(std::span<const ReadSequence> sequences) {
  std::vector<size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return sequences[a].tokens.size() > sequences[b].tokens.size();
  });
  return order;
}

}  // namespace

SequenceReader::SequenceReader(const Path& checkpoint, const std::string& dtype,
                               episodes::Heads heads, int64_t max_tokens)
    : tokenizer_(text::Tokenizer::load(checkpoint)),
      chat_(templates::ChatTemplate::load(checkpoint)),
      scores_(heads == episodes::Heads::kScore),
      max_tokens_(max_tokens),
      model_(open(checkpoint, dtype, heads)) {}

std::vector<double> SequenceReader::sums(std::span<const ReadSequence> sequences) const {
  const std::vector<size_t> order = longest_first(sequences);
  std::vector<double> found(sequences.size());
  for (size_t begin = 0; begin < order.size();) {
    episodes::PolicyBatch batch;
    size_t end = begin;
    do {
      const ReadSequence& next = sequences[order[end++]];
      episodes::append_segment(next.tokens, next.asked, batch.segments(), batch);
    } while (end < order.size() &&
             batch.size() + static_cast<int64_t>(sequences[order[end]].tokens.size()) <=
                 max_tokens_);
    const std::vector<float> column = column_of(batch);
    for (size_t i = begin; i < end; ++i)
      for (int32_t t = batch.cu_seqlens[i - begin]; t < batch.cu_seqlens[i - begin + 1]; ++t)
        if (batch.predicted[t] != 0) found[order[i]] += double{column[t]};
    begin = end;
  }
  return found;
}

std::vector<float> SequenceReader::column_of(const episodes::PolicyBatch& batch) const {
  const std::lock_guard lock(mutex_);
  if (scores_) return model_->evaluate(batch, {.value = true, .logprob = false}).value;
  return model_->evaluate(batch, {}).logprob;
}

}  // namespace dragoman::rewards
