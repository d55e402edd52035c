#include "clusters/passes.h"

#include <algorithm>

namespace dragoman::clusters {
namespace {

// A label costs less in company, so a block for labels is as large as is harmless.
constexpr int64_t kTreeBlockBytes = int64_t{8} << 20;
constexpr int64_t kLabelBlockBytes = int64_t{192} << 20;

void for_each_block(VectorReader& reader, int64_t bytes,
                    const std::function<void(const Rows& block)>& visit) {
  const int64_t width = padded(reader.width());
  int64_t rows = std::max<int64_t>(1, bytes / (width * static_cast<int64_t>(sizeof(float))));
  if (reader.count() > 0) rows = std::min(rows, reader.count());
  const AlignedFloats memory = aligned_floats(rows * width);
  reader.rewind();
  while (const int64_t count = reader.read(memory.get(), rows)) visit({memory.get(), count, width});
}

}  // namespace

Birch read_into_tree(VectorReader& reader, const BirchConfig& config, const Advance& advance) {
  Birch birch(config, reader.width());
  const auto width = static_cast<size_t>(reader.width());
  for_each_block(reader, kTreeBlockBytes, [&](const Rows& block) {
    for (int64_t i = 0; i < block.count; ++i) birch.add({block.row(i), width});
    advance(block.count);
  });
  return birch;
}

void read_for_labels(
    VectorReader& reader, const Labeller& labeller, const Advance& advance,
    const std::function<void(std::span<const float> vector, const Neighbour& label)>& take) {
  const auto width = static_cast<size_t>(reader.width());
  for_each_block(reader, kLabelBlockBytes, [&](const Rows& block) {
    const auto labels = labeller.label(block);
    for (int64_t i = 0; i < block.count; ++i)
      take({block.row(i), width}, labels[static_cast<size_t>(i)]);
    advance(block.count);
  });
}

}  // namespace dragoman::clusters
