#include "kernels/attention.h"

#include <algorithm>

#include "kernels/highway_targets.h"
#include "kernels/vector_ops.h"

// Compiled once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace dragoman::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::CappedTag<float, kPageTokens>;
using Vector = hn::Vec<Floats>;

constexpr size_t kLanes = hn::MaxLanes(Floats());
constexpr size_t kVectors = kPageTokens / kLanes;  // in a row of a page's keys
constexpr size_t kChains = 4;                      // sums that grow side by side

// Scores of one query and the tokens of a page. `next` is what will be read after it, as long.
HWY_INLINE void Score(const float* HWY_RESTRICT query, const float* HWY_RESTRICT keys,
                      const float* next, const AttentionShape& shape, float* HWY_RESTRICT scores) {
  const size_t head_dim = shape.head_dim;
  const Floats d;
  for (size_t v = 0; v < kVectors; ++v) {
    Vector sums[kChains];
#pragma GCC unroll 4
    for (size_t c = 0; c < kChains; ++c) sums[c] = hn::Zero(d);
    const float* column = keys + v * kLanes;
    size_t i = 0;
    for (; i + kChains <= head_dim; i += kChains)
#pragma GCC unroll 4
      for (size_t c = 0; c < kChains; ++c) {
        __builtin_prefetch(next + (i + c) * kPageTokens, 0, 3);
        sums[c] = hn::MulAdd(hn::Set(d, query[i + c]), hn::Load(d, column + (i + c) * kPageTokens),
                             sums[c]);
      }
    for (; i < head_dim; ++i)
      sums[0] = hn::MulAdd(hn::Set(d, query[i]), hn::Load(d, column + i * kPageTokens), sums[0]);
    const Vector sum = hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]));
    hn::StoreU(hn::Mul(sum, hn::Set(d, shape.scale)), d, scores + v * kLanes);
  }
}

// V vectors of the weighted sum of values, from `first` on.
template <size_t V>
HWY_INLINE void Mix(const float* HWY_RESTRICT weights, const Visible& tokens, size_t stride,
                    size_t first, float* HWY_RESTRICT out) {
  const Floats d;
  const Page* pages = tokens.pages.data();
  Vector sums[V];
#pragma GCC unroll 8
  for (size_t v = 0; v < V; ++v) sums[v] = hn::Zero(d);
  for (size_t t = tokens.begin; t < tokens.end; ++t) {
    const size_t p = t / kPageTokens, place = t % kPageTokens * stride + first;
    const float* values = pages[p].values + place;
    const float* next = pages[std::min(p + 1, tokens.pages.size() - 1)].values + place;
    const Vector weight = hn::Set(d, weights[t]);
#pragma GCC unroll 8
    for (size_t v = 0; v < V; ++v) {
      __builtin_prefetch(next + v * kLanes, 0, 3);
      sums[v] = hn::MulAdd(weight, hn::Load(d, values + v * kLanes), sums[v]);
    }
  }
#pragma GCC unroll 8
  for (size_t v = 0; v < V; ++v) hn::StoreU(sums[v], d, out + first + v * kLanes);
}

void ScorePages(const AttentionShape& shape, const float* queries, const Visible& tokens,
                float* scores) {
  for (size_t p = 0; p < tokens.pages.size(); ++p) {
    const bool last = p + 1 == tokens.pages.size();
    const float* next = last ? tokens.pages[0].values : tokens.pages[p + 1].keys;
    for (size_t g = 0; g < shape.group; ++g)
      Score(queries + g * shape.head_dim, tokens.pages[p].keys, next, shape,
            scores + g * tokens.width() + p * kPageTokens);
  }
}

void MixPages(const float* weights, const Visible& tokens, size_t stride, float* out) {
  size_t first = 0;
  for (; first + 4 * kLanes <= stride; first += 4 * kLanes)
    Mix<4>(weights, tokens, stride, first, out);
  for (; first + 2 * kLanes <= stride; first += 2 * kLanes)
    Mix<2>(weights, tokens, stride, first, out);
  for (; first < stride; first += kLanes) Mix<1>(weights, tokens, stride, first, out);
}

}  // namespace dragoman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace dragoman::kernels {

HWY_EXPORT(ScorePages);
HWY_EXPORT(MixPages);

void attend(const AttentionShape& shape, const float* queries, const Visible& tokens,
            float* scratch, float* out) {
  float* mixed = scratch + shape.group * tokens.width();
  HWY_DYNAMIC_DISPATCH(ScorePages)(shape, queries, tokens, scratch);
  for (size_t g = 0; g < shape.group; ++g) {
    float* scores = scratch + g * tokens.width();
    float* seen = scores + tokens.begin;
    const size_t count = tokens.end - tokens.begin;
    if (shape.cap > 0.0F) soft_cap(seen, count, shape.cap);
    const Normalizer normalizer = normalize(seen, count, seen);
    HWY_DYNAMIC_DISPATCH(MixPages)(scores, tokens, shape.value_stride, mixed);
    scale(mixed, static_cast<float>(1.0 / normalizer.sum), shape.head_dim,
          out + g * shape.head_dim);
  }
}

}  // namespace dragoman::kernels
#endif  // HWY_ONCE
