// Tokens out of weights, seen from below: no tensors here. `generation` implements it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "episodes/episode.h"
#include "episodes/text_rules.h"

namespace dragoman::episodes {

class Conversation;
class Session;

// When a beam search is over before all its beams are. Names and meanings are transformers'.
enum class EarlyStopping {
  kByEstimate,  // "false": no running beam, as long as it now is, beats a finished one
  kWhenFull,    // "true": as soon as there are `num_beams` finished ones
  kNever        // "never": no running beam can still beat a finished one, however long it gets
};

// Search for the likeliest completions; nothing is drawn.
struct BeamSettings {
  int64_t num_beams = 1;        // 1 is off
  double length_penalty = 1.0;  // a score is the sum of logprobs over length to this power
  EarlyStopping early_stopping = EarlyStopping::kByEstimate;

  bool on() const { return num_beams > 1; }
};

// All that follows a prompt. The limit of its length counts every token, whoever wrote it.
struct Completion {
  std::vector<TokenId> tokens;            // end tokens included
  std::vector<float> logprobs;            // one for each sampled token: the model's own, at
                                          // temperature 1, before any filter
  std::vector<float> behaviour_logprobs;  // likewise, of the distribution it was drawn from
  FinishReason finish = FinishReason::kStop;
  std::vector<Span> spans = {};  // of `tokens`, in order: who wrote what (no kPrompt)
  std::string why = {};          // where it ended in an error
  double score = 0.0;            // of a beam search

  // Appends tokens of one writer; neighbouring stretches of one kind are one span.
  void append(SpanKind kind, std::span<const TokenId> written);
  bool operator==(const Completion&) const = default;
};

struct GenerationRequest {
  std::vector<TokenId> prompt;  // not empty
  int64_t num_return_sequences = 1;
  Rng stream{0};  // sample i draws from stream.derive("sample", i), whatever else is in the batch
  int64_t max_completion_length = 0;  // where it is less than the settings'; 0: the settings'
  // What samples 0, 1, … begin with, as if they had drawn it; none where the list is too short. End
  // tokens in it end nothing.
  std::vector<std::vector<TokenId>> forced = {};
  std::shared_ptr<const TextRules> text_rules = {};  // of the settings; null: they say nothing
  Conversation* conversation = nullptr;  // asked about every ended turn; null: one turn is all
  // Told of each sample as soon as it has ended, in the caller's thread; not of beams. The
  // request's completions hold it as well.
  std::function<void(int64_t sample, const Completion&)> on_sample = {};
  // Likewise, of all that the request gives.
  std::function<void(const std::vector<Completion>&)> on_end = {};
  BeamSettings beams = {};  // on: the best num_return_sequences beams, no more than there are

  int64_t limit(const SamplingSettings& settings) const {
    const int64_t shared = settings.max_completion_length;
    return max_completion_length > 0 ? std::min(max_completion_length, shared) : shared;
  }
};

// Not thread-safe.
class Generator {
 public:
  virtual ~Generator() = default;

  // One list of completions a request, in the order of the requests.
  virtual std::vector<std::vector<Completion>> generate(std::span<const GenerationRequest> requests,
                                                        const SamplingSettings& settings) = 0;

  // Requests that come and go; null: this generator plays whole lists only. The weights stay as
  // they are while the session is open, and the generator lives and is asked for nothing else.
  virtual std::unique_ptr<Session> open(int64_t cache_bytes);

  // logprobs[t] of token t given all before it, at temperature 1; the first is NaN.
  virtual std::vector<std::vector<float>> logprobs(
      std::span<const std::vector<TokenId>> sequences) = 0;

  virtual int64_t context_length() const = 0;   // tokens a sequence may have at most
  virtual int64_t vocabulary_size() const = 0;  // ids are below it
};

}  // namespace dragoman::episodes
