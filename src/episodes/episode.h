// The vocabulary of the game: what was asked, what was said, and what it earned. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "episodes/sampling.h"
#include "text/token.h"

namespace dragoman::episodes {

// Who wrote a stretch of tokens. Only kSampled is ever trained on.
enum class SpanKind { kPrompt, kSampled, kTool, kForced };

struct Span {
  SpanKind kind = SpanKind::kPrompt;
  int64_t begin = 0;
  int64_t end = 0;             // one past the last token
  int64_t policy_version = 0;  // of the weights that sampled it; 0 for what nobody sampled

  int64_t size() const { return end - begin; }
  bool operator==(const Span&) const = default;
};

// End token or stop text / limit reached / waits for a tool / nothing could be drawn.
enum class FinishReason { kStop, kLength, kTool, kError };

enum class Status { kOk, kTruncated, kFailed };

struct Labels {
  std::string direction;  // "en-de"
  std::string domain;
  std::string tier;
  std::string document;
  int64_t row = -1;  // index of the row in its data set
};

// Credit for a stretch of tokens, given from outside by name.
struct SpanCredit {
  std::string name;
  int64_t begin = 0;
  int64_t end = 0;
  double value = 0.0;
};

// A call that a policy has made of a tool, and what came back.
struct ToolCall {
  std::string name;       // as the policy wrote it; "" where it can't be read
  std::string arguments;  // likewise: JSON, or what stands in its place
  std::string result;     // what the policy was told; of a failed call, what was wrong
  bool failed = false;
  double cost = 0.0;

  bool operator==(const ToolCall&) const = default;
};

// One finished token sequence. Spans partition `tokens` in order.
struct Episode {
  std::vector<TokenId> tokens;
  std::vector<Span> spans;
  std::vector<float> behaviour_logprobs;  // one per sampled token, in order; natural log, at the
                                          // sampler's temperature and filters
  std::vector<float> old_logprobs;        // one per sampled token, by the trainer's own forward at
                                          // rollout time; empty when not needed
  std::vector<float> reference_logprobs;  // one per sampled token, of the frozen reference; empty
                                          // when not needed
  std::vector<float> values;  // one per sampled token: what a critic expected of the state in which
                              // it was chosen; empty without a critic
  std::vector<float>
      returns;  // likewise: what the critic should have expected; set with advantages
  SamplingSettings sampling;
  FinishReason finish = FinishReason::kStop;
  int64_t group = 0;  // episodes of one prompt share it; data, not position
  Labels labels;
  std::string completion;   // what the policy said (sampled or forced), without special tokens;
                            // turns one a line
  int64_t last_turn = 0;    // where the last turn begins in it, in bytes
  std::string hypothesis;   // the answer in it, as the task reads it
  std::string refinement;   // the hypothesis, mended by a teacher; "" where none was asked
  std::string translation;  // a teacher's own, of the source; likewise

  std::vector<ToolCall> calls;  // in the order in which they were made
  std::string branch;           // what it was made to do: "tool", "no_tool"; "": nothing

  std::map<std::string, double> rewards;  // by name; a reward that failed is absent
  double reward = 0.0;                    // combined; meaningful when `status` is not kFailed
  std::vector<SpanCredit> credits;
  std::vector<float> advantages;  // one per sampled token; set by the algorithm; empty when failed

  Status status = Status::kOk;
  std::string why;  // of a failure

  int64_t sampled_count() const;
  // The turn that holds the answer.
  std::string_view answer_text() const {
    return std::string_view(completion).substr(static_cast<size_t>(last_turn));
  }
  bool usable() const { return status != Status::kFailed; }
};

// The episodes of one prompt.
using EpisodeGroup = std::vector<Episode>;

const char* name_of(FinishReason reason);  // "stop", "length", "tool", "error"
const char* name_of(Status status);        // "ok", "truncated", "failed"
const char* name_of(SpanKind kind);        // "prompt", "sampled", "tool", "forced"

}  // namespace dragoman::episodes
