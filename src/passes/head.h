// The language-model head: from states to what a loss reads of every token's distribution, and
// back, by parts of the vocabulary. [rows, vocabulary] is never held whole: of the logits at most
// kKeptLogits stay for the backward pass, the rest is computed once more.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "passes/work.h"
#include "passes/workspace.h"

namespace dragoman::passes {

inline constexpr size_t kKeptLogits = size_t{1} << 26;

struct HeadPart {
  size_t vocabulary = 0;
  size_t width = 0;               // D
  const float* weight = nullptr;  // [V, D]
};

struct HeadOptions {
  double temperature = 1.0;  // logits are divided by it
  double cap = 0.0;          // they become cap * tanh(logit / cap) before; 0: they don't
  bool entropy = false;      // is wanted
  bool keeps = false;        // a backward pass is to come
};

// By row, of z = logits / temperature. Those not wanted are null.
struct HeadColumns {
  float* logprob = nullptr;        // of the target
  float* entropy = nullptr;        // nats
  float* correct = nullptr;        // 1 where no token is likelier
  float* log_partition = nullptr;  // ln of the sum of exp(z)
};

// d(loss)/d(column); null: 0.
struct HeadSlopes {
  const float* logprob = nullptr;
  const float* entropy = nullptr;
  const float* log_partition = nullptr;
};

// One pass after the other, as DecoderPass.
class HeadPass {
 public:
  // All that is given must outlive the pass. `targets` [M], as many as the states' rows.
  void begin(const HeadPart& part, const HeadOptions& options, Rows states,
             std::span<const int64_t> targets);

  void forward(const HeadColumns& columns);
  // Once, after `forward`. by_states [M, D] is written, by_weight [V, D] added to; either may be
  // null.
  void backward(const HeadSlopes& slopes, MutableRows by_states, float* by_weight);

 private:
  // Sums over a row's logits l so far, relative to the largest.
  struct Sums {
    float largest;
    float target;     // its logit
    double sum;       // of exp(l - largest)
    double weighted;  // of exp(l - largest) * (l - largest)
  };

  size_t parts() const { return (part_.vocabulary + size_ - 1) / size_; }
  Span tokens(size_t part) const;
  size_t rows() const { return targets_.size(); }
  bool is_kept(size_t part) const { return part < kept_.size(); }
  void prepare(size_t part);
  void compute(size_t part, Span rows, Block logits) const;
  void add(size_t part, Span rows, Block logits);
  void write(const HeadColumns& columns) const;
  void to_gradients(size_t part, Span rows, Block logits, const HeadSlopes& slopes) const;

  HeadPart part_;
  HeadOptions options_;
  Rows states_{};
  std::span<const int64_t> targets_;
  size_t size_ = 0;  // tokens of a part
  Workspace workspace_;
  FloatPanels panels_, across_, inputs_;  // a part's weights, to multiply with either way; states
  std::vector<Block> kept_;               // [M, size] of the first parts
  Block spare_;                           // [M, size] of a part that is not kept
  std::vector<Sums> sums_;
};

}  // namespace dragoman::passes
