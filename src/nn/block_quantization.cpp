#include "nn/block_quantization.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace dragoman::nn {
namespace {

constexpr int kDecades = 7;

// Decade d lies between 10^(d - 7) and 10^(d - 6) and is divided into `parts` of one width; levels
// are their middles.
void add_decade(int decade, int parts, bool both_signs, std::vector<float>& levels) {
  const double top = std::pow(10.0, decade - kDecades + 1);
  for (int part = 0; part < parts; ++part) {
    const double middle = 0.1 + 0.9 * (part + 0.5) / parts;
    levels.push_back(static_cast<float>(top * middle));
    if (both_signs) levels.push_back(static_cast<float>(-top * middle));
  }
}

std::vector<float> sorted_levels(bool both_signs) {
  std::vector<float> levels = {0.0F, 1.0F};
  for (int decade = 0; decade < kDecades; ++decade)
    add_decade(decade, 1 << (both_signs ? decade : decade + 1), both_signs, levels);
  std::sort(levels.begin(), levels.end());
  return levels;
}

// [blocks, kQuantizationBlock], filled up with zeros.
at::Tensor in_blocks(const at::Tensor& flat) {
  const int64_t rest =
      (kQuantizationBlock - flat.numel() % kQuantizationBlock) % kQuantizationBlock;
  const at::Tensor filled = rest == 0 ? flat : at::constant_pad_nd(flat, {0, rest});
  return filled.view({-1, kQuantizationBlock});
}

}  // namespace

DynamicMap::DynamicMap(Sign sign, at::Device device) : sign_(sign) {
  const std::vector<float> levels = sorted_levels(sign == Sign::kBoth);
  zero_ = std::find(levels.begin(), levels.end(), 0.0F) - levels.begin();
  levels_ = at::tensor(levels, at::kFloat).to(device);
  const int64_t gaps = levels_.numel() - 1;
  boundaries_ = (levels_.narrow(0, 0, gaps) + levels_.narrow(0, 1, gaps)) / 2.0;
}

QuantizedBlocks DynamicMap::zeros(int64_t count) const {
  const int64_t blocks = (count + kQuantizationBlock - 1) / kQuantizationBlock;
  return {at::full({count}, zero_, levels_.options().dtype(at::kByte)),
          at::zeros({blocks}, levels_.options())};
}

void DynamicMap::quantize(const at::Tensor& values, QuantizedBlocks& blocks) const {
  const at::Tensor flat = values.reshape({-1});
  const at::Tensor cells = in_blocks(flat);
  blocks.scales.copy_(cells.abs().amax(1));
  const at::Tensor shares =
      cells / blocks.scales.clamp_min(std::numeric_limits<float>::min()).unsqueeze(1);
  at::Tensor codes =
      at::bucketize(shares, boundaries_, /*out_int32=*/true).view({-1}).narrow(0, 0, flat.numel());
  if (sign_ == Sign::kPositive) codes = codes.maximum(flat.gt(0.0).to(at::kInt));
  blocks.codes.copy_(codes);
}

at::Tensor DynamicMap::dequantize(const QuantizedBlocks& blocks) const {
  const at::Tensor shares = levels_.index_select(0, blocks.codes.to(at::kInt));
  return in_blocks(shares)
      .mul(blocks.scales.unsqueeze(1))
      .view({-1})
      .narrow(0, 0, blocks.codes.numel());
}

}  // namespace dragoman::nn
