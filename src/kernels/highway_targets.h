// Before the first header of Highway: the instruction sets that are left out, since arrays of their
// vectors, whose size is not known to the compiler, cannot be had.
#pragma once

#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
