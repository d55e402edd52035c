#include "benchmarks/steered_generator.h"

#include <algorithm>

namespace dragoman::benchmarks {
namespace {

using episodes::Completion;
using episodes::GenerationRequest;

bool all_equal(const std::vector<int64_t>& values) {
  return std::equal(values.begin() + 1, values.end(), values.begin());
}

}  // namespace

std::vector<std::vector<Completion>> SteeredGenerator::generate(
    std::span<const GenerationRequest> requests, const episodes::SamplingSettings& settings) {
  std::vector<GenerationRequest> steered;
  std::vector<size_t> asked;  // by steered request, the request that it is of
  for (size_t i = 0; i < requests.size(); ++i) {
    std::vector<int64_t> limits;
    for (int64_t k = 0; k < requests[i].num_return_sequences; ++k)
      limits.push_back(lengths_.next());
    const bool together = all_equal(limits);
    for (size_t k = 0; k < (together ? 1 : limits.size()); ++k) {
      steered.push_back(requests[i]);
      asked.push_back(i);
      steered.back().max_completion_length = limits[k];
      if (together) continue;
      steered.back().num_return_sequences = 1;
      steered.back().stream = requests[i].stream.derive("steered", k);
      if (const auto& tell = requests[i].on_sample)
        steered.back().on_sample = [&tell, k](int64_t, const Completion& completion) {
          tell(static_cast<int64_t>(k), completion);
        };
    }
  }
  auto drawn = generator_.generate(steered, settings);

  std::vector<std::vector<Completion>> completions(requests.size());
  last_.assign(requests.size(), {});
  for (size_t s = 0; s < steered.size(); ++s) {
    Played& played = last_[asked[s]];
    played.prompt = static_cast<int64_t>(steered[s].prompt.size());
    for (Completion& completion : drawn[s]) {
      played.completions.push_back(static_cast<int64_t>(completion.tokens.size()));
      completions[asked[s]].push_back(std::move(completion));
    }
  }
  return completions;
}

}  // namespace dragoman::benchmarks
