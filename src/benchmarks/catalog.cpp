// One line a benchmark; each is a file of its own.
#include "benchmarks/benchmark.h"

#define FOR_EACH_BENCHMARK(X) \
  X(metrics)                  \
  X(tokenizer)                \
  X(rollout) X(train) X(rl) X(logprobs) X(layers) X(scorers) X(oracle) X(tools) X(worlds) X(birch)

namespace dragoman::benchmarks {

#define DECLARE(name) Entry name();
FOR_EACH_BENCHMARK(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("benchmark", {FOR_EACH_BENCHMARK(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::benchmarks
