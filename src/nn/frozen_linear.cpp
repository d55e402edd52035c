#include "nn/frozen_linear.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "base/parallel.h"
#include "kernels/vector_ops.h"
#include "nn/transformer.h"

namespace dragoman::nn {
namespace {

constexpr int64_t kRows = 96;  // that a thread takes at once

}  // namespace

FrozenLinear::FrozenLinear(const Linear& linear, at::ScalarType compute)
    : linear_(linear), compute_(compute) {
  if (compute != at::kFloat || !linear.weight.is_cpu()) {
    linear_.weight = linear.weight.to(compute);
    return;
  }
  const at::Tensor weight = linear.weight.to(at::kFloat).contiguous();
  auto packed = std::make_shared<kernels::PackedMatrix>(weight.size(0), weight.size(1));
  packed->pack({weight.const_data_ptr<float>(), static_cast<size_t>(weight.numel())});
  packed_ = std::move(packed);
  linear_.weight = at::Tensor();
  if (linear_.bias.defined()) linear_.bias = linear_.bias.to(at::kFloat).contiguous();
}

at::Tensor FrozenLinear::operator()(const at::Tensor& input) const {
  if (!packed_) return linear(input, linear_, compute_);
  const at::Tensor rows = input.contiguous();
  const size_t in = packed_->inputs(), out = packed_->outputs();
  at::Tensor result = at::empty({rows.size(0), static_cast<int64_t>(out)});
  const float* from = rows.const_data_ptr<float>();
  float* to = result.data_ptr<float>();
  const float* bias = linear_.bias.defined() ? linear_.bias.const_data_ptr<float>() : nullptr;
  parallel_for((rows.size(0) + kRows - 1) / kRows, [&](int64_t block) {
    const int64_t begin = block * kRows, end = std::min(rows.size(0), begin + kRows);
    packed_->multiply({from + begin * in, in}, end - begin, {to + begin * out, out});
    for (int64_t row = begin; bias != nullptr && row < end; ++row)
      kernels::add(bias, out, to + row * out);
  });
  return result;
}

}  // namespace dragoman::nn
