#include "merging/numbers.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "base/error.h"

namespace dragoman::merging {
namespace {

constexpr uint32_t kSign = 0x80000000U;
constexpr uint32_t kExponent = 0x7f800000U;

// A float16's exponent and fraction, shifted to a float32's place, are its value times 2^-112; the
// product is exact, also of those below the normal ones.
float from_half(uint16_t half) {
  const uint32_t bits = static_cast<uint32_t>(half & 0x7fffU) << 13;
  const float value = std::bit_cast<float>(bits) * 0x1p112F;
  const uint32_t infinite = (half & 0x7c00U) == 0x7c00U ? kExponent : 0U;
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000U) << 16;
  return std::bit_cast<float>(std::bit_cast<uint32_t>(value) | infinite | sign);
}

// Below 2^-14 adding 0.5 leaves the fraction in the lowest bits, rounded by the addition.
uint16_t to_half(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t sign = (bits & kSign) >> 16, size = bits & ~kSign;
  const float small = std::bit_cast<float>(size) + 0.5F;
  const uint32_t rounded = size + 0xfffU + ((size >> 13) & 1U);
  const uint32_t normal = (rounded - (112U << 23)) >> 13;
  const uint32_t below = std::bit_cast<uint32_t>(small) - std::bit_cast<uint32_t>(0.5F);
  uint32_t half = size < (113U << 23) ? below : normal;
  half = rounded >= (143U << 23) ? 0x7c00U : half;  // 65520 and above
  return static_cast<uint16_t>(half | sign);
}

uint16_t to_bfloat16(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  return static_cast<uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16);
}

float from_bfloat16(uint16_t value) {
  return std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
}

// A file may have its numbers at any address.
template <class Number, class Convert>
void read_as(const std::byte* bytes, std::span<float> out, const Convert& convert) {
  for (size_t i = 0; i < out.size(); ++i) {
    Number number;
    std::memcpy(&number, bytes + i * sizeof number, sizeof number);
    out[i] = convert(number);
  }
}

template <class Number, class Convert>
void write_as(std::span<const float> values, std::byte* bytes, const Convert& convert) {
  for (size_t i = 0; i < values.size(); ++i) {
    const Number number = convert(values[i]);
    std::memcpy(bytes + i * sizeof number, &number, sizeof number);
  }
}

bool all_finite(std::span<const float> values) {
  uint32_t bad = 0;
  for (const float value : values)
    bad |= (std::bit_cast<uint32_t>(value) & kExponent) == kExponent ? 1U : 0U;
  return bad == 0;
}

// Whether an exponent of ones was written.
bool all_held(const std::byte* bytes, size_t count, uint16_t exponent) {
  uint32_t bad = 0;
  for (size_t i = 0; i < count; ++i) {
    uint16_t number;
    std::memcpy(&number, bytes + i * sizeof number, sizeof number);
    bad |= (number & exponent) == exponent ? 1U : 0U;
  }
  return bad == 0;
}

}  // namespace

bool is_number(const std::string& dtype) {
  return dtype == "F32" || dtype == "BF16" || dtype == "F16" || dtype == "F64";
}

bool read_floats(const checkpoints::StoredTensor& tensor, int64_t begin, std::span<float> out) {
  const auto size = static_cast<size_t>(checkpoints::find_dtype(tensor.dtype)->size);
  const std::byte* bytes = tensor.bytes.data() + static_cast<size_t>(begin) * size;
  if (tensor.dtype == "BF16") {
    read_as<uint16_t>(bytes, out, from_bfloat16);
  } else if (tensor.dtype == "F16") {
    read_as<uint16_t>(bytes, out, from_half);
  } else if (tensor.dtype == "F64") {
    read_as<double>(bytes, out, [](double value) { return static_cast<float>(value); });
  } else {
    std::memcpy(out.data(), bytes, out.size_bytes());
  }
  return all_finite(out);
}

bool write_floats(std::span<const float> values, const std::string& dtype, std::byte* out) {
  if (dtype == "BF16") {
    write_as<uint16_t>(values, out, to_bfloat16);
    return all_held(out, values.size(), 0x7f80U);
  }
  if (dtype == "F16") {
    write_as<uint16_t>(values, out, to_half);
    return all_held(out, values.size(), 0x7c00U);
  }
  if (dtype == "F64") {
    write_as<double>(values, out, [](float value) { return static_cast<double>(value); });
  } else {
    std::memcpy(out, values.data(), values.size_bytes());
  }
  return all_finite(values);
}

}  // namespace dragoman::merging
