// Generation for those who come and go: a server's view of a generator.
#pragma once

#include <cstdint>
#include <vector>

#include "episodes/generator.h"

namespace dragoman::episodes {

struct Finished {
  int64_t request = 0;
  std::vector<Completion> completions;
};

struct SessionLoad {
  int64_t queued = 0;   // requests that have not begun
  int64_t samples = 0;  // that have begun, those that wait for a reply included
  int64_t cache_tokens = 0, free_cache_tokens = 0;
};

// Not thread-safe. What a sample says depends on its request alone, never on who else is there.
class Session {
 public:
  virtual ~Session() = default;

  // Ids count from 0. A request that can't be played, or whose one sample would not fit the cache,
  // is the caller's mistake.
  virtual int64_t add(GenerationRequest request, const SamplingSettings& settings) = 0;

  // Nothing more is heard of the request. Ids of requests that were taken are ignored.
  virtual void cancel(int64_t request) = 0;

  // Every sample that can go on goes on by a token; a long prompt or reply takes several steps.
  // False: nothing is left to do.
  virtual bool step() = 0;

  // Requests all of whose samples have ended since the last call.
  virtual std::vector<Finished> take_finished() = 0;

  virtual SessionLoad load() const = 0;
};

}  // namespace dragoman::episodes
