#include "kernels/panels.h"

#include "kernels/instruction_kernels.h"

namespace dragoman::kernels {

std::vector<PanelKernel> panel_kernels(WeightFormat format) {
  std::vector<PanelKernel> kernels;
  const auto add = [&](const std::optional<PanelKernel>& kernel) {
    if (kernel && kernel->format == format) kernels.push_back(*kernel);
  };
  add(avx512_bf16_kernel());
  add(avx512_vnni_kernel());
  add(avx_vnni_kernel());
  add(portable_kernel(format));
  return kernels;
}

}  // namespace dragoman::kernels
