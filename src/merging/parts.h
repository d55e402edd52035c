// One tensor as the base and every model have it, read in stretches: only those that are worked on
// are in memory, whatever the tensor's size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "checkpoints/tensor_index.h"

namespace dragoman::merging {

// A stretch is what one thread works on; a wave is what lies in memory at once.
inline constexpr size_t kStretch = size_t{1} << 15;  // elements
inline constexpr size_t kWave = 64;                  // stretches

// Neighbouring elements in float32.
struct Stretch {
  size_t index = 0;   // among the tensor's
  size_t lane = 0;    // of the threads' working now; below Parts::lanes()
  int64_t begin = 0;  // its first element
  size_t count = 0;
  const float* base = nullptr;
  std::vector<const float*> models;
};

class Parts {
 public:
  // All of one shape and of dtypes that is_number() knows. What is looked at must outlive it.
  Parts(std::string name, checkpoints::LocatedTensor base,
        std::vector<checkpoints::LocatedTensor> models);

  const std::string& name() const { return name_; }
  size_t models() const { return sources_.size() - 1; }
  int64_t size() const { return size_; }  // elements
  const std::vector<int64_t>& shape() const { return sources_.front().stored->shape; }
  size_t stretches() const { return (static_cast<size_t>(size_) + kStretch - 1) / kStretch; }
  size_t lanes() const;

  // The bytes of a stretch, 0 of the base, k + 1 of model k.
  std::span<const std::byte> bytes(size_t source, const Stretch& stretch) const;

  // Calls `body` with every stretch, several at once but one in a lane; `after` when those from
  // `first` up to `last` are done, in order. A value that is not finite is an Error with its file
  // and tensor; Ctrl-C is one, too.
  using Body = std::function<void(const Stretch& stretch)>;
  using After = std::function<void(size_t first, size_t last)>;
  void visit(const Body& body, const After& after = {}) const;
  // With this stretch alone.
  void visit_one(size_t index, const Body& body) const;

 private:
  void load(size_t index, size_t lane, const Body& body) const;
  void release(size_t first, size_t last) const;

  std::string name_;
  std::vector<checkpoints::LocatedTensor> sources_;  // the base, then the models
  int64_t size_ = 1;
};

}  // namespace dragoman::merging
