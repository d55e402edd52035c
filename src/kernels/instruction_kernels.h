// The kernels of `panels.h` by what they are made of; only `panels.cpp` chooses among them.
#pragma once

#include <optional>

#include "kernels/panels.h"

namespace dragoman::kernels {

// By Highway, for the instruction set that it would choose now; there always is one.
PanelKernel portable_kernel(WeightFormat format);

// With products of pairs of bfloat16, or of four int8; nullopt where this machine has none.
std::optional<PanelKernel> avx512_bf16_kernel();
std::optional<PanelKernel> avx512_vnni_kernel();
std::optional<PanelKernel> avx_vnni_kernel();

}  // namespace dragoman::kernels
