#include "kernels/panels.h"

#include "kernels/instruction_kernels.h"

namespace dragoman::kernels {

std::optional<WeightFormat> weight_format(std::string_view name) {
  if (name == "float32") return WeightFormat::kFloat32;
  if (name == "bfloat16") return WeightFormat::kBfloat16;
  if (name == "int8") return WeightFormat::kInt8;
  return {};
}

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
