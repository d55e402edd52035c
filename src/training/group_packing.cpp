#include "training/group_packing.h"

#include <algorithm>
#include <numeric>

#include "episodes/segments.h"
#include "episodes/token_budget.h"

namespace dragoman::training {
namespace {

int64_t tokens_of(const ExampleGroup& group) {
  int64_t sum = 0;
  for (const Example* example : group) sum += static_cast<int64_t>(example->tokens.size());
  return sum;
}

}  // namespace

std::vector<GroupBatch> pack_groups(std::span<const ExampleGroup> groups, int64_t max_tokens) {
  std::vector<size_t> order(groups.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return tokens_of(groups[a]) > tokens_of(groups[b]); });
  std::vector<GroupBatch> batches;
  for (const auto& members : episodes::batches_of(
           order, max_tokens, [&](size_t group) { return tokens_of(groups[group]); })) {
    GroupBatch& packed = batches.emplace_back();
    packed.groups.assign(members.begin(), members.end());
    for (const size_t group : members)
      for (const Example* example : groups[group])
        episodes::append_segment(example->tokens, example->trained, packed.batch.segments(),
                                 packed.batch);
  }
  return batches;
}

std::vector<double> segment_sums(const episodes::PolicyBatch& batch,
                                 std::span<const float> column) {
  std::vector<double> sums;
  for (size_t s = 0; s + 1 < batch.cu_seqlens.size(); ++s) {
    double sum = 0.0;
    for (int32_t t = batch.cu_seqlens[s]; t < batch.cu_seqlens[s + 1]; ++t)
      if (batch.predicted[t] != 0) sum += column[t];
    sums.push_back(sum);
  }
  return sums;
}

std::vector<float> spread(const episodes::PolicyBatch& batch, std::span<const double> values) {
  std::vector<float> column(static_cast<size_t>(batch.size()), 0.0F);
  for (size_t s = 0; s + 1 < batch.cu_seqlens.size(); ++s)
    for (int32_t t = batch.cu_seqlens[s]; t < batch.cu_seqlens[s + 1]; ++t)
      if (batch.predicted[t] != 0) column[t] = static_cast<float>(values[s]);
  return column;
}

}  // namespace dragoman::training
