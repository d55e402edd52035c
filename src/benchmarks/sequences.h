// The random sequences that a measured step learns from.
#pragma once

#include <vector>

#include "benchmarks/lengths.h"
#include "config/fields.h"
#include "training/conversation.h"

namespace dragoman::benchmarks {

struct SequencesConfig {
  std::string lengths = "4-128";
  int64_t tokens_per_step = 2048;
  int64_t max_tokens_per_batch = 8192;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("lengths", lengths,
          "tokens of a sequence: a number, evenly drawn 4-128, or a file with one number a line");
    visit("tokens_per_step", tokens_per_step,
          "sequences are added to a step as long as they fit into so many tokens",
          config::at_least(2));
    visit("max_tokens_per_batch", max_tokens_per_batch, "tokens of one forward pass",
          config::at_least(1));
  }

  // Lengths of one step's sequences; a step without any is the user's error.
  std::vector<int64_t> of_a_step(Lengths& lengths) const;
};

// Every token is trained on.
training::Example random_example(int64_t length, int64_t vocabulary, Rng stream);

}  // namespace dragoman::benchmarks
