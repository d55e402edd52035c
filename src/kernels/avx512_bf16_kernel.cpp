// Products of bfloat16 pairs by vdpbf16ps, which Highway 1.0.3 lacks. It adds the second of a pair
// first, and takes what is too small for a normal number as zero.
#include <algorithm>

#include "kernels/highway_targets.h"
#include "kernels/instruction_kernels.h"

// The order matters.
#include <hwy/base.h>

#if HWY_ARCH_X86_64
#include <immintrin.h>

HWY_PUSH_ATTRIBUTES("avx512f,avx512bw,avx512vl,avx512bf16")
namespace dragoman::kernels::avx512_bf16 {
namespace {

#include "kernels/panel_loop.h"

struct Bfloat16 {
  struct Vector {
    __m512bh pairs;
  };
  using Value = Vector;
  struct Sum {
    __m512 floats;
  };
  static constexpr WeightFormat kFormat = WeightFormat::kBfloat16;
  static constexpr size_t kRows = 12;

  static constexpr size_t lanes() { return 16; }
  static HWY_INLINE Sum begin(const float*, const float* out, bool first) {
    return {first ? _mm512_setzero_ps() : _mm512_loadu_ps(out)};
  }
  static HWY_INLINE Vector load(const float* words) { return {(__m512bh)_mm512_load_ps(words)}; }
  static HWY_INLINE Value broadcast(const float* word) { return {(__m512bh)_mm512_set1_ps(*word)}; }
  static HWY_INLINE Sum add(Sum sum, Value value, Vector weights) {
    return {_mm512_dpbf16_ps(sum.floats, value.pairs, weights.pairs)};
  }
  static HWY_INLINE void end(Sum sum, const float*, const float*, float* out, bool) {
    _mm512_storeu_ps(out, sum.floats);
  }
};

}  // namespace
}  // namespace dragoman::kernels::avx512_bf16
HWY_POP_ATTRIBUTES

namespace dragoman::kernels {

std::optional<PanelKernel> avx512_bf16_kernel() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx512bf16") || !__builtin_cpu_supports("avx512vl")) return {};
  return avx512_bf16::KernelOf<avx512_bf16::Bfloat16>("AVX512_BF16");
}

}  // namespace dragoman::kernels
#else
namespace dragoman::kernels {
std::optional<PanelKernel> avx512_bf16_kernel() { return {}; }
}  // namespace dragoman::kernels
#endif
