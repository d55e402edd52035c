// How weights lie in a packed matrix, and the kernels that multiply them.
//
// A word is four bytes: one float32, two bfloat16 or four int8 inputs. A panel holds `width`
// neighbouring outputs: word after word of the inputs, those of the outputs side by side. int8 goes
// in blocks of inputs with a scale each, of the rows that are multiplied and of the weights. So
// rows and weights are quantised alike, [scale, words] a block, and a panel's block begins with
// what belongs to its outputs: their scales, then the sums that undo the offset of the rows' bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "kernels/floats.h"

namespace dragoman::kernels {

enum class WeightFormat { kFloat32, kBfloat16, kInt8 };

// By the names float32, bfloat16 and int8; nullopt for others.
std::optional<WeightFormat> weight_format(std::string_view name);

struct PanelLayout {
  size_t inputs_per_word;
  size_t block_words;   // at most, behind one header
  size_t row_header;    // words before each block of a row
  size_t panel_header;  // and of a panel, for each of its outputs

  size_t words(size_t inputs) const { return (inputs + inputs_per_word - 1) / inputs_per_word; }
  size_t blocks(size_t words) const { return (words + block_words - 1) / block_words; }
  // Words from the start of a row, or of one output's part of a panel, to word `word` of its
  // inputs: where a block begins, or the end.
  size_t row_place(size_t word) const { return word + blocks(word) * row_header; }
  size_t panel_place(size_t word) const { return word + blocks(word) * panel_header; }
};

// Words of a piece: that much of some rows and of a panel stays in a core's own cache.
constexpr size_t kPieceWords = 1024;
constexpr size_t kInt8BlockWords = 32;
constexpr size_t kLine = 16;  // words that memory is fetched in

constexpr PanelLayout layout_of(WeightFormat format) {
  if (format == WeightFormat::kFloat32) return {1, kPieceWords, 0, 0};
  if (format == WeightFormat::kBfloat16) return {2, kPieceWords, 0, 0};
  return {4, kInt8BlockWords, 1, 2};
}

// Some rows times a piece of one panel. All places are words, typed as floats.
struct PanelProduct {
  Rows in;  // prepared, from the piece's first block on
  size_t rows;
  const float* panel;  // from the same block on
  const float* next;   // what will be multiplied after it, to be fetched meanwhile
  size_t words;        // of the piece, headers not counted
  bool first;          // sums begin here; else they go on from what `out` holds
  MutableRows out;     // from the panel's first output on; a full panel is written
  size_t step = 1;     // from one word of a row to the next; only float32 may have another
  // Words whose products are summed before they are added to `out`, where blocks have no headers.
  size_t block = kPieceWords;
};

struct PanelKernel {
  const char* name;  // of the instructions
  WeightFormat format;
  size_t width;  // outputs of a panel, at most kMaxPanelWidth
  void (*multiply)(const PanelProduct& product);
};
constexpr size_t kMaxPanelWidth = 32;

// What this machine can multiply a format with, the fastest first; never empty.
std::vector<PanelKernel> panel_kernels(WeightFormat format);

// A row of inputs as the words that a format wants: bfloat16 rounded to the nearest, ties to even;
// int8 as round(127 * value / largest of the block) + 128, where a block with a value that is no
// number has a scale that is none. `out` has row_place(words(inputs)) words. float32 needs none.
void prepare_row(WeightFormat format, const float* in, size_t inputs, float* out);

}  // namespace dragoman::kernels
