#include "kernels/floats.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace dragoman::kernels {
namespace {

constexpr size_t kVectorBytes = 64;
constexpr size_t kHugePage = size_t{1} << 21;

}  // namespace

AlignedFloats make_floats(size_t count) {
  const size_t wanted = std::max(count * sizeof(float), kVectorBytes);
  const size_t alignment = wanted >= kHugePage ? kHugePage : kVectorBytes;
  const size_t bytes = (wanted + alignment - 1) / alignment * alignment;
  auto* floats = static_cast<float*>(std::aligned_alloc(alignment, bytes));
  if (floats == nullptr) throw_failure("out of memory: {} bytes", bytes);
#ifdef MADV_HUGEPAGE
  if (alignment == kHugePage) madvise(floats, bytes, MADV_HUGEPAGE);  // a wish: it may fail
#endif
  std::memset(floats, 0, bytes);
  return AlignedFloats(floats);
}

}  // namespace dragoman::kernels
