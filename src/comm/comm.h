// The processes of a run. Whatever must be counted over all of them (loss denominators, metrics,
// data cursors) goes through here; alone, every sum is its own total.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace dragoman::comm {

class Comm {
 public:
  virtual ~Comm() = default;
  virtual int64_t rank() const = 0;
  virtual int64_t world_size() const = 0;
  virtual void sum(std::span<double> values) = 0;  // in place, the same total on every rank
  virtual void barrier() = 0;
};

// The implementation for one process.
std::unique_ptr<Comm> single_process();

// The share of `count` items that belongs to this rank: [begin, end), sizes differing by at most 1.
struct Share {
  int64_t begin = 0;
  int64_t end = 0;
};
Share share_of(const Comm& comm, int64_t count);

}  // namespace dragoman::comm
