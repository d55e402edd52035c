#include "kernels/attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "kernels/floats.h"
#include "kernels/targets_for_tests.h"

namespace dragoman::kernels {
namespace {

// A cache of one head with random keys and values, and queries that look at it.
class Cache {
 public:
  Cache(size_t head_dim, size_t group, size_t tokens)
      : shape_{head_dim, padded_width(head_dim), group},
        tokens_(tokens),
        pages_((tokens + kPageTokens - 1) / kPageTokens),
        queries_(group * head_dim),
        floats_(pages_ * kPageTokens * (head_dim + shape_.value_stride)),
        storage_(make_floats(floats_)) {
    Rng stream(head_dim * 100 + tokens);
    for (float& query : queries_) query = static_cast<float>(stream.normal());
    for (size_t i = 0; i < floats_; ++i) storage_[i] = static_cast<float>(stream.normal());
  }

  std::vector<Page> pages() const {
    const float* start = storage_.get();
    std::vector<Page> pages;
    for (size_t p = 0; p < pages_; ++p) {
      pages.push_back({start, start + shape_.head_dim * kPageTokens});
      start += kPageTokens * (shape_.head_dim + shape_.value_stride);
    }
    return pages;
  }

  std::vector<float> computed(size_t begin) const {
    const auto all = pages();
    std::vector<float> scratch(shape_.group * all.size() * kPageTokens + shape_.value_stride);
    std::vector<float> out(shape_.group * shape_.head_dim);
    attend(shape_, queries_.data(), {all, begin, tokens_}, scratch.data(), out.data());
    return out;
  }

  // The same in double precision, one place.
  double exact(size_t query, size_t place, size_t begin) const {
    const auto all = pages();
    double sum = 0.0, mixed = 0.0;
    for (size_t t = begin; t < tokens_; ++t) {
      const Page& page = all[t / kPageTokens];
      double score = 0.0;
      for (size_t i = 0; i < shape_.head_dim; ++i)
        score += double{queries_[query * shape_.head_dim + i]} *
                 page.keys[i * kPageTokens + t % kPageTokens];
      score *= shape_.scale;
      if (shape_.cap > 0.0F) score = shape_.cap * std::tanh(score / shape_.cap);
      sum += std::exp(score);
      mixed += std::exp(score) * page.values[t % kPageTokens * shape_.value_stride + place];
    }
    return mixed / sum;
  }

  AttentionShape& shape() { return shape_; }

 private:
  AttentionShape shape_;
  size_t tokens_, pages_;
  std::vector<float> queries_;
  size_t floats_;
  AlignedFloats storage_;
};

TEST(Attention, MixesValuesByTheirKeys) {
  on_every_target([] {
    for (const size_t head_dim : {2, 10, 32, 80, 256})
      for (const size_t tokens : {1, 16, 17, 75}) {
        Cache cache(head_dim, 2, tokens);
        cache.shape().scale = 0.3F;
        for (const float cap : {0.0F, 5.0F}) {
          cache.shape().cap = cap;
          const size_t begin = tokens > 20 ? 5 : 0;
          const auto out = cache.computed(begin);
          for (size_t i = 0; i < out.size(); ++i)
            ASSERT_NEAR(out[i], cache.exact(i / head_dim, i % head_dim, begin), 2e-5)
                << head_dim << ", " << tokens << " tokens, cap " << cap << ", place " << i;
        }
      }
  });
}

}  // namespace
}  // namespace dragoman::kernels
