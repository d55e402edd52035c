// A composed sentence as a tree of Universal Dependencies.
#pragma once

#include <vector>

#include "worlds/daughter_sentence.h"
#include "worlds/world.h"

namespace dragoman::worlds {

// The closing mark is the last word. Words that are marks hang from the word they belong to.
std::vector<TreeWord> tree_of(const Daughter& language, const std::vector<Leaf>& leaves,
                              bool question);

}  // namespace dragoman::worlds
