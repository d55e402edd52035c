// Attention of one new token to what a sequence has cached, on the CPU, float32.
#pragma once

#include <cstddef>
#include <span>

namespace dragoman::kernels {

// Tokens in a page of the cache.
inline constexpr size_t kPageTokens = 16;

// Keys and values of kPageTokens neighbouring tokens, of one layer and key-value head. Keys lie
// [head_dim, kPageTokens], values [kPageTokens, value_stride]; places behind the last token hold
// any finite numbers.
struct Page {
  const float* keys;
  const float* values;
};

struct AttentionShape {
  size_t head_dim;
  size_t value_stride;  // padded_width(head_dim)
  size_t group;         // query heads that share a key-value head
  float scale = 1.0F;
  float cap = 0.0F;  // logits become cap * tanh(logit / cap); 0: they don't
};

// A width rounded up to what the kernels write at once.
constexpr size_t padded_width(size_t width) { return (width + 15) / 16 * 16; }

// The tokens that are looked at: `begin` to `end`, counted from the first page's first.
struct Visible {
  std::span<const Page> pages;
  size_t begin;
  size_t end;

  size_t width() const { return pages.size() * kPageTokens; }
};

// The queries [group, head_dim] of one token and key-value head; out [group, head_dim]. `scratch`
// has room for group * tokens.width() + value_stride floats. The bits depend on nothing else.
void attend(const AttentionShape& shape, const float* queries, const Visible& tokens,
            float* scratch, float* out);

}  // namespace dragoman::kernels
