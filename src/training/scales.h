// Whether an algorithm lets rewards of different tasks be on different scales.
#pragma once

#include "algorithms/algorithm.h"

namespace dragoman::training {

// Whether a group's advantages stay what they are when its own rewards, or those of another group,
// are moved and multiplied: then tasks whose rewards differ in size share a step fairly. True of
// advantages that are normalised inside the group. Found by trying.
bool keeps_scales_apart(const algorithms::Algorithm& algorithm);

}  // namespace dragoman::training
