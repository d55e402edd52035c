// Tensors in memory, merged without files.
#pragma once

#include <cstring>
#include <deque>
#include <vector>

#include "base/random.h"
#include "merging/tensor_merge.h"

namespace dragoman::merging {

using Values = std::vector<float>;

// A base and its models, all of one shape.
class TensorsForTests {
 public:
  explicit TensorsForTests(std::vector<int64_t> shape, std::string name = "weight")
      : shape_(std::move(shape)), name_(std::move(name)) {}

  TensorsForTests& add(Values values) {
    values_.push_back(std::move(values));
    const auto bytes = std::as_bytes(std::span(values_.back()));
    stored_.push_back({"F32", shape_, bytes});
    return *this;
  }

  const Values& base() const { return values_.front(); }
  const Values& model(size_t k) const { return values_[k + 1]; }

  Parts parts() const {
    std::vector<checkpoints::LocatedTensor> models;
    for (size_t k = 1; k < stored_.size(); ++k) models.push_back({&path_, &stored_[k], false});
    return {name_, {&path_, &stored_[0], false}, models};
  }

 private:
  Path path_ = "file.safetensors";
  std::vector<int64_t> shape_;
  std::string name_;
  std::deque<Values> values_;
  std::deque<checkpoints::StoredTensor> stored_;
};

// Multiples of 1 / `steps`, so that there are ties and, with few steps, zeros.
inline Values random_values(size_t count, uint64_t seed, double steps = 0x1p40) {
  Rng rng(seed);
  Values values(count);
  for (float& value : values) value = static_cast<float>(std::round(rng.normal() * steps) / steps);
  return values;
}

inline Settings settings_for_tests(size_t models) {
  Settings settings;
  settings.weight.assign(models, 1.0);
  settings.density.assign(models, 1.0);
  return settings;
}

struct Merged {
  Values values;
  Overlap overlap;
};

inline Merged merge(const TensorsForTests& tensors, const char* method, const Settings& settings) {
  const Parts parts = tensors.parts();
  Merged merged;
  const auto write = [&](std::span<const std::byte> bytes) {
    const size_t held = merged.values.size();
    merged.values.resize(held + bytes.size() / sizeof(float));
    std::memcpy(merged.values.data() + held, bytes.data(), bytes.size());
  };
  const Share share = find_method(method).plan(parts, settings);
  merged.overlap = merge_tensor(parts, share, "F32", write).overlap;
  return merged;
}

}  // namespace dragoman::merging
