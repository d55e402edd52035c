#include "kernels/float_panels.h"

#include <algorithm>
#include <cstring>

namespace dragoman::kernels {
namespace {

constexpr size_t kTileRows = 12;        // of the widest kernel: so many outputs are taken at once
constexpr size_t kTileStride = 16;      // room for a tile's outputs, side by side
constexpr size_t kGradientWords = 512;  // rows of a piece: tiles and a panel stay in the cache
constexpr size_t kGradientTiles = 16;   // that a panel passes by
constexpr size_t kPackWords = 64;
// Sums of this many products are added up: errors stay as small as those of other libraries, which
// divide their sums likewise, for 3 % of the time.
constexpr size_t kSumWords = 64;

// By copies of one size, which need no call.
void copy_panel(const float* from, size_t width, float* to) {
  constexpr size_t kCopied = 8;
  if (width % kCopied != 0) {
    std::copy_n(from, width, to);
    return;
  }
  for (size_t o = 0; o < width; o += kCopied)
    std::memcpy(to + o, from + o, kCopied * sizeof(float));
}

}  // namespace

void FloatPanels::reshape(size_t outputs, size_t inputs) {
  outputs_ = outputs;
  inputs_ = inputs;
  const size_t needed = panels() * kernel_.width * inputs;
  if (needed <= capacity_) return;
  values_ = make_floats(needed);
  capacity_ = needed;
}

void FloatPanels::pack_outputs(Rows matrix, Span part) {
  const size_t width = kernel_.width;
  for (size_t p = part.begin; p < part.end; ++p) {
    const size_t count = std::min(width, outputs_ - p * width);
    for (size_t word = 0; word < inputs_; word += kPackWords) {
      const size_t words = std::min(kPackWords, inputs_ - word);
      for (size_t o = 0; o < count; ++o) {
        const float* from = matrix.from(p * width + o).data + word;
        float* to = panel(p) + word * width + o;
        for (size_t i = 0; i < words; ++i) to[i * width] = from[i];
      }
    }
  }
}

void FloatPanels::pack_inputs(Rows rows, Span part) {
  const size_t width = kernel_.width;
  for (size_t i = part.begin; i < part.end; ++i) {
    const float* from = rows.from(i - part.begin).data;
    const size_t full = outputs_ / width;
    for (size_t p = 0; p < full; ++p) copy_panel(from + p * width, width, panel(p) + i * width);
    if (full < panels())
      std::copy_n(from + full * width, outputs_ - full * width, panel(full) + i * width);
  }
}

void FloatPanels::multiply(const Product& product) const {
  const size_t width = kernel_.width;
  const size_t full = std::min(product.panels.end, outputs_ / width);
  for (size_t word = product.inputs.begin; word < product.inputs.end; word += kPieceWords) {
    const Span piece{word, std::min(product.inputs.end, word + kPieceWords)};
    const bool first = word == product.inputs.begin && !product.accumulates;
    const Rows in{product.in.data + (word - product.inputs.begin) * product.step,
                  product.in.stride};
    for (size_t p = product.panels.begin; p < full; ++p) {
      const float* next = panel(p + 1 < full ? p + 1 : p) + word * width;
      kernel_.multiply({in,
                        product.rows,
                        panel(p) + word * width,
                        next,
                        piece.size(),
                        first,
                        {product.out.data + p * width, product.out.stride},
                        product.step,
                        kSumWords});
    }
    if (product.panels.end > outputs_ / width) multiply_last(product, piece, first);
  }
}

// The panel that is not full, whose products go through a full one.
void FloatPanels::multiply_last(const Product& product, Span piece, bool first) const {
  const size_t width = kernel_.width;
  const size_t done = outputs_ / width * width, rest = outputs_ - done;
  const float* words = panel(outputs_ / width) + piece.begin * width;
  alignas(64) float spare[kTileRows * kMaxPanelWidth];
  for (size_t r = 0; r < product.rows; r += kTileRows) {
    const size_t rows = std::min(kTileRows, product.rows - r);
    const MutableRows out = product.out.from(r);
    for (size_t i = 0; i < rows && !first; ++i)
      std::copy_n(out.from(i).data + done, rest, spare + i * kMaxPanelWidth);
    const float* in = product.in.from(r).data + (piece.begin - product.inputs.begin) * product.step;
    kernel_.multiply({{in, product.in.stride},
                      rows,
                      words,
                      words,
                      piece.size(),
                      first,
                      {spare, kMaxPanelWidth},
                      product.step,
                      kSumWords});
    for (size_t i = 0; i < rows; ++i)
      std::copy_n(spare + i * kMaxPanelWidth, rest, out.from(i).data + done);
  }
}

void add_weight_gradient(const FloatPanels& in, Rows by_out, Span part, MutableRows by_matrix) {
  thread_local const AlignedFloats tiles =
      make_floats(kGradientTiles * kGradientWords * kTileStride);
  const size_t rows = in.inputs(), block = kGradientTiles * kTileRows;
  for (size_t begin = part.begin; begin < part.end; begin += block) {
    const size_t end = std::min(part.end, begin + block);
    for (size_t row = 0; row < rows; row += kGradientWords) {
      const Span piece{row, std::min(rows, row + kGradientWords)};
      float* tile = tiles.get();
      for (size_t o = begin; o < end; o += kTileRows, tile += kGradientWords * kTileStride)
        for (size_t i = 0; i < piece.size(); ++i)
          std::memcpy(tile + i * kTileStride, by_out.from(row + i).data + o,
                      kTileRows * sizeof(float));
      for (size_t p = 0; p < in.panels(); ++p) {
        tile = tiles.get();
        for (size_t o = begin; o < end; o += kTileRows, tile += kGradientWords * kTileStride)
          in.multiply({{tile, 1},
                       std::min(kTileRows, end - o),
                       by_matrix.from(o),
                       piece,
                       {p, p + 1},
                       /*accumulates=*/true,
                       kTileStride});
      }
    }
  }
}

}  // namespace dragoman::kernels
