// Products of four int8 by vpdpbusd, which Highway 1.0.3 lacks, with vectors of 64 or of 32 bytes.
// Bytes of rows are unsigned, with an offset of 128 that the header of a block undoes; the sums are
// exact.
//
// The empty instruction in `end` says that the sum changes there: otherwise GCC 12 takes the loop's
// sum and the finished one for two values and stores one of them in every round.
#include <algorithm>

#include "kernels/highway_targets.h"
#include "kernels/instruction_kernels.h"

// The order matters.
#include <hwy/base.h>

#if HWY_ARCH_X86_64
#include <immintrin.h>

HWY_PUSH_ATTRIBUTES("avx512f,avx512bw,avx512vl,avx512vnni")
namespace dragoman::kernels::avx512_vnni {
namespace {

#include "kernels/panel_loop.h"

struct Int8 {
  struct Vector {
    __m512i words;
  };
  using Value = Vector;
  using Sum = Vector;
  static constexpr WeightFormat kFormat = WeightFormat::kInt8;
  static constexpr size_t kRows = 12;

  static constexpr size_t lanes() { return 16; }
  static HWY_INLINE Sum begin(const float* header, const float*, bool) {
    return {_mm512_load_si512(header + 2 * lanes())};
  }
  static HWY_INLINE Vector load(const float* words) { return {_mm512_load_si512(words)}; }
  static HWY_INLINE Value broadcast(const float* word) {
    return {_mm512_castps_si512(_mm512_set1_ps(*word))};
  }
  static HWY_INLINE Sum add(Sum sum, Value value, Vector weights) {
    return {_mm512_dpbusd_epi32(sum.words, value.words, weights.words)};
  }
  static HWY_INLINE void end(Sum sum, const float* header, const float* row_header, float* out,
                             bool first) {
    asm("" : "+v"(sum.words));
    const __m512 scales = _mm512_mul_ps(_mm512_set1_ps(*row_header), _mm512_load_ps(header));
    // The form with a mask: the other one holds what GCC 12 itself takes for a mistake.
    const __m512 exact = _mm512_maskz_cvtepi32_ps(0xffff, sum.words);
    const __m512 scaled = _mm512_mul_ps(exact, scales);
    _mm512_storeu_ps(out, first ? scaled : _mm512_add_ps(_mm512_loadu_ps(out), scaled));
  }
};

}  // namespace
}  // namespace dragoman::kernels::avx512_vnni
HWY_POP_ATTRIBUTES

HWY_PUSH_ATTRIBUTES("avx2,fma,avxvnni")
namespace dragoman::kernels::avx_vnni {
namespace {

#include "kernels/panel_loop.h"

struct Int8 {
  struct Vector {
    __m256i words;
  };
  using Value = Vector;
  using Sum = Vector;
  static constexpr WeightFormat kFormat = WeightFormat::kInt8;
  static constexpr size_t kRows = 6;

  static constexpr size_t lanes() { return 8; }
  static HWY_INLINE Vector load(const float* words) {
    return {_mm256_castps_si256(_mm256_load_ps(words))};
  }
  static HWY_INLINE Sum begin(const float* header, const float*, bool) {
    return load(header + 2 * lanes());
  }
  static HWY_INLINE Value broadcast(const float* word) {
    return {_mm256_castps_si256(_mm256_set1_ps(*word))};
  }
  static HWY_INLINE Sum add(Sum sum, Value value, Vector weights) {
    return {_mm256_dpbusd_avx_epi32(sum.words, value.words, weights.words)};
  }
  static HWY_INLINE void end(Sum sum, const float* header, const float* row_header, float* out,
                             bool first) {
    asm("" : "+x"(sum.words));
    const __m256 scales = _mm256_mul_ps(_mm256_set1_ps(*row_header), _mm256_load_ps(header));
    const __m256 scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(sum.words), scales);
    _mm256_storeu_ps(out, first ? scaled : _mm256_add_ps(_mm256_loadu_ps(out), scaled));
  }
};

}  // namespace
}  // namespace dragoman::kernels::avx_vnni
HWY_POP_ATTRIBUTES

namespace dragoman::kernels {

std::optional<PanelKernel> avx512_vnni_kernel() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx512vnni") || !__builtin_cpu_supports("avx512vl")) return {};
  return avx512_vnni::KernelOf<avx512_vnni::Int8>("AVX512_VNNI");
}

std::optional<PanelKernel> avx_vnni_kernel() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avxvnni")) return {};
  return avx_vnni::KernelOf<avx_vnni::Int8>("AVX_VNNI");
}

}  // namespace dragoman::kernels
#else
namespace dragoman::kernels {
std::optional<PanelKernel> avx512_vnni_kernel() { return {}; }
std::optional<PanelKernel> avx_vnni_kernel() { return {}; }
}  // namespace dragoman::kernels
#endif
