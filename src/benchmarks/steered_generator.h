// A generator whose completions are as long as a benchmark wants them.
#pragma once

#include <vector>

#include "benchmarks/lengths.h"
#include "episodes/generator.h"

namespace dragoman::benchmarks {

class SteeredGenerator final : public episodes::Generator {
 public:
  // A prompt with its completions, in tokens.
  struct Played {
    int64_t prompt = 0;
    std::vector<int64_t> completions;
  };

  SteeredGenerator(episodes::Generator& generator, Lengths lengths)
      : generator_(generator), lengths_(std::move(lengths)) {}

  // Each sample ends at a length of its own, whatever the request says. Where those of one prompt
  // differ, they are requests of their own.
  std::vector<std::vector<episodes::Completion>> generate(
      std::span<const episodes::GenerationRequest> requests,
      const episodes::SamplingSettings& settings) override;
  std::vector<std::vector<float>> logprobs(
      std::span<const std::vector<TokenId>> sequences) override {
    return generator_.logprobs(sequences);
  }
  int64_t context_length() const override { return generator_.context_length(); }
  int64_t vocabulary_size() const override { return generator_.vocabulary_size(); }

  const std::vector<Played>& last() const { return last_; }  // of the last call

 private:
  episodes::Generator& generator_;
  Lengths lengths_;
  std::vector<Played> last_;
};

}  // namespace dragoman::benchmarks
