// A network that reads whole sequences, for rewards that are models of ours.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "episodes/learner.h"
#include "templates/chat_template.h"
#include "text/tokenizer.h"

namespace dragoman::rewards {

// What is read, and 1 for each token that is asked about, given those before it.
struct ReadSequence {
  std::vector<TokenId> tokens;
  std::vector<uint8_t> asked;
};

// Thread-safe.
class SequenceReader {
 public:
  // The checkpoint's network with its tokenizer and chat template; batches of at most
  // `max_tokens` tokens (one sequence may exceed it).
  SequenceReader(const Path& checkpoint, const std::string& dtype, episodes::Heads heads,
                 int64_t max_tokens);

  const text::Tokenizer& tokenizer() const { return tokenizer_; }
  const templates::ChatTemplate& chat() const { return chat_; }

  // Of each sequence the sum over the tokens asked about: of their logprobs, or with a score head
  // of its values.
  std::vector<double> sums(std::span<const ReadSequence> sequences) const;

 private:
  std::vector<float> column_of(const episodes::PolicyBatch& batch) const;

  text::Tokenizer tokenizer_;
  templates::ChatTemplate chat_;
  bool scores_;
  int64_t max_tokens_;
  mutable std::mutex mutex_;  // a learner is not thread-safe
  std::unique_ptr<episodes::Learner> model_;
};

}  // namespace dragoman::rewards
