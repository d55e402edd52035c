// What a loss is computed on: sequences packed end to end, one flat column per quantity.
//
// N tokens in S segments. Column t speaks of token t *given the tokens before it in its segment*,
// so the first token of a segment is never predicted. Plain values: only `nn` turns them into
// tensors, and an algorithm is a function over these columns.
#pragma once

#include <cstdint>
#include <vector>

#include "text/token.h"

namespace dragoman::episodes {

struct PolicyBatch {
  std::vector<TokenId> tokens;      // [N]
  std::vector<int32_t> cu_seqlens;  // [S + 1], from 0 to N
  std::vector<int32_t> positions;   // [N], from 0 in every segment
  std::vector<int64_t> groups;      // [S] group id of each segment
  std::vector<uint8_t> predicted;   // [N] 1 where the loss reads token t
  std::vector<float> weights;       // [N] token weight; the step's global denominator is in it
  std::vector<float> old_logprobs;  // [N] policy at rollout time, by the trainer's own forward;
                                    // empty: the current policy is the old one
  std::vector<float> behaviour_logprobs;  // [N] as the sampler recorded them; may be empty
  std::vector<float> reference_logprobs;  // [N] frozen reference; empty when not needed
  std::vector<float> teacher_logprobs;    // [N] empty when not needed
  std::vector<float> values;              // [N] critic at rollout time; empty when not needed
  std::vector<float> returns;             // [N] what it should have said; empty likewise
  std::vector<float> advantages;          // [N]
  float temperature = 1.0F;               // logits are divided by it before the softmax

  int64_t size() const { return static_cast<int64_t>(tokens.size()); }
  int64_t segments() const { return static_cast<int64_t>(groups.size()); }
};

// Counts over the whole optimizer step and all ranks; every token weight is derived from them, so a
// loss does not depend on how the step was cut into micro-batches.
struct StepCounts {
  double sequences = 0;  // with at least one trained token
  double tokens = 0;     // trained (sampled, unmasked) tokens
  double max_completion_length = 0;
};

// Which per-token quantities of the current policy a loss reads.
struct Needs {
  bool entropy = false;
  bool correct = false;
  bool log_partition = false;
  bool divergence = false;  // only of a learner with a teacher
  bool value = false;       // only of a learner with a score head
  bool logprob = true;      // false: none of the above but `value` either
};

// Per-token quantities of the current policy, or the loss's derivatives by them. [N], 0 where
// `predicted` is 0.
struct TokenQuantities {
  std::vector<float> logprob = {};  // natural log
  std::vector<float> entropy = {};  // nats; empty unless asked for
  std::vector<float> correct = {};  // 1 where no token is likelier; no gradient; empty likewise
  std::vector<float> log_partition = {};  // ln of the sum of exp(logits); empty likewise
  std::vector<float> divergence = {};     // nats from the teacher's distribution; empty likewise
  std::vector<float> value = {};  // the score head's, of the state in which token t is chosen;
                                  // empty likewise
};

}  // namespace dragoman::episodes
