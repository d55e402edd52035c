// The two readings of a file of vectors: into a tree, and for the labels.
#pragma once

#include <functional>
#include <span>

#include "clusters/birch.h"
#include "clusters/labels.h"
#include "clusters/vectors.h"

namespace dragoman::clusters {

// Called with the number of vectors that were just read.
using Advance = std::function<void(int64_t vectors)>;

// Reads all vectors from the beginning. The tree is not frozen yet.
Birch read_into_tree(VectorReader& reader, const BirchConfig& config, const Advance& advance);

// Reads them again and calls `take` for each, in order, with its nearest cluster.
void read_for_labels(
    VectorReader& reader, const Labeller& labeller, const Advance& advance,
    const std::function<void(std::span<const float> vector, const Neighbour& label)>& take);

}  // namespace dragoman::clusters
