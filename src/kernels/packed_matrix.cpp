#include "kernels/packed_matrix.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "base/error.h"

namespace dragoman::kernels {
namespace {

constexpr size_t kBlockRows = 96;
constexpr size_t kRowWords = kPieceWords + kPieceWords / kInt8BlockWords;  // of a prepared piece

// Bytes of a row carry an offset of 128, those of weights none.
float without_offset(float word) {
  return std::bit_cast<float>(std::bit_cast<uint32_t>(word) ^ 0x80808080U);
}

// What undoes the offset of the rows' bytes in a sum with these weights.
float correction(const float* words, size_t count) {
  int32_t sum = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto word = std::bit_cast<uint32_t>(without_offset(words[i]));
    for (int shift = 0; shift < 32; shift += 8) sum += static_cast<int8_t>(word >> shift & 0xffU);
  }
  return std::bit_cast<float>(-128 * sum);
}

}  // namespace

PackedMatrix::PackedMatrix(size_t outputs, size_t inputs, WeightFormat format)
    : PackedMatrix(outputs, inputs, panel_kernels(format).front()) {}

PackedMatrix::PackedMatrix(size_t outputs, size_t inputs, const PanelKernel& kernel)
    : kernel_(kernel),
      layout_(layout_of(kernel.format)),
      outputs_(outputs),
      inputs_(inputs),
      words_(layout_.words(inputs)),
      panels_((outputs + kernel.width - 1) / kernel.width),
      panel_words_(layout_.panel_place(words_) * kernel.width),
      values_(make_floats(panels_ * panel_words_)) {
  DRAGOMAN_CHECK(kernel.width <= kMaxPanelWidth, "a panel is at most two of the widest vectors");
}

void PackedMatrix::pack(std::span<const float> weight, size_t first) {
  const size_t count = weight.size() / inputs_;
  DRAGOMAN_CHECK(count * inputs_ == weight.size() && first + count <= outputs_,
                 "packed rows lie inside the matrix");
  std::vector<float> row(layout_.row_place(words_));
  for (size_t i = 0; i < count; ++i) {
    prepare_row(kernel_.format, weight.data() + i * inputs_, inputs_, row.data());
    pack_output(row.data(), first + i);
  }
}

// Spreads a prepared row over its panel.
void PackedMatrix::pack_output(const float* row, size_t output) {
  const size_t width = kernel_.width;
  const bool bytes = kernel_.format == WeightFormat::kInt8;
  float* to = panel(output / width) + output % width;
  for (size_t word = 0; word < words_; word += layout_.block_words) {
    const size_t count = std::min(layout_.block_words, words_ - word);
    if (bytes) {
      to[0] = row[0];
      to[width] = correction(row + layout_.row_header, count);
    }
    row += layout_.row_header;
    to += layout_.panel_header * width;
    for (size_t i = 0; i < count; ++i, to += width) *to = bytes ? without_offset(row[i]) : row[i];
    row += count;
  }
}

// Piece by piece of the inputs, all panels pass by a block of rows.
void PackedMatrix::multiply(Rows in, size_t rows, MutableRows out, size_t begin, size_t end) const {
  if (begin == end) return;
  for (size_t r = 0; r < rows; r += kBlockRows)
    for (size_t word = 0; word < words_; word += kPieceWords) {
      const size_t count = std::min(kBlockRows, rows - r);
      const Piece piece{prepared(in.from(r), count, word), count, word};
      multiply_piece(piece, out.from(r), {begin, end});
    }
}

// Rows as the kernel wants them, from word `word` on; this thread's until the next call. Those of
// float32 may stay where they are, unless they lie so that a cache has one place for all.
Rows PackedMatrix::prepared(Rows in, size_t rows, size_t word) const {
  const size_t first = word * layout_.inputs_per_word;
  const Rows from{in.data + first, in.stride};
  if (kernel_.format == WeightFormat::kFloat32 && in.stride % kPieceWords != 0) return from;
  thread_local const AlignedFloats space = make_floats(kBlockRows * kRowWords);
  const size_t inputs = std::min(kPieceWords * layout_.inputs_per_word, inputs_ - first);
  for (size_t i = 0; i < rows; ++i)
    prepare_row(kernel_.format, from.from(i).data, inputs, space.get() + i * kRowWords);
  return {space.get(), kRowWords};
}

void PackedMatrix::multiply_piece(const Piece& piece, MutableRows out, Panels panels) const {
  const size_t width = kernel_.width;
  const size_t full = outputs_ / width;
  const size_t place = layout_.panel_place(piece.word) * width;
  const size_t words = std::min(kPieceWords, words_ - piece.word);
  const bool first = piece.word == 0;
  for (size_t p = panels.begin; p < std::min(full, panels.end); ++p) {
    const float* next = panel(p + 1 < panels.end ? p + 1 : p) + place;
    kernel_.multiply({piece.in,
                      piece.rows,
                      panel(p) + place,
                      next,
                      words,
                      first,
                      {out.data + p * width, out.stride}});
  }
  if (panels.end <= full) return;
  alignas(64) float spare[kBlockRows * kMaxPanelWidth];  // a full panel
  const size_t rest = outputs_ - full * width;
  for (size_t r = 0; r < piece.rows && !first; ++r)
    std::copy_n(out.from(r).data + full * width, rest, spare + r * kMaxPanelWidth);
  const float* last = panel(full) + place;
  kernel_.multiply({piece.in, piece.rows, last, last, words, first, {spare, kMaxPanelWidth}});
  for (size_t r = 0; r < piece.rows; ++r)
    std::copy_n(spare + r * kMaxPanelWidth, rest, out.from(r).data + full * width);
}

}  // namespace dragoman::kernels
