#include "benchmarks/sequences.h"

#include "base/error.h"

namespace dragoman::benchmarks {

std::vector<int64_t> SequencesConfig::of_a_step(Lengths& drawn) const {
  std::vector<int64_t> chosen;
  int64_t tokens = 0;
  for (int64_t length = drawn.next(); tokens + length <= tokens_per_step; length = drawn.next()) {
    if (length < 2) throw_input("lengths {}: a token alone predicts nothing; from 2 on", lengths);
    chosen.push_back(length);
    tokens += length;
  }
  if (chosen.empty())
    throw_input("tokens_per_step {} does not hold one sequence of {}", tokens_per_step,
                drawn.longest());
  return chosen;
}

training::Example random_example(int64_t length, int64_t vocabulary, Rng stream) {
  training::Example made;
  for (int64_t t = 0; t < length; ++t)
    made.tokens.push_back(static_cast<TokenId>(stream.below(static_cast<uint64_t>(vocabulary))));
  made.trained.assign(made.tokens.size(), 1);
  return made;
}

}  // namespace dragoman::benchmarks
