// The loop of every product, to be included once for each instruction set, within its region and
// namespace: so there is no guard against a second time. An Arithmetic has
//   Vector, Value, Sum            a vector of weights; a word of a row, everywhere; of products
//   kFormat, kRows, lanes()       rows of a tile, so that two sums a row stay in registers
//   load(words), broadcast(word), add(sum, value, vector)
//   begin(header, out, first)     the sum of a block before its first word
//   end(sum, header, row_header, out, first)

// `R` rows: each block's sums grow in the order of the words.
template <class Arithmetic, size_t R>
HWY_INLINE void Tile(const PanelProduct& product, size_t row) {
  constexpr PanelLayout kLayout = layout_of(Arithmetic::kFormat);
  const size_t lanes = Arithmetic::lanes();
  const Rows in = product.in.from(row);
  const MutableRows out = product.out.from(row);
  const float* panel = product.panel;
  const size_t fetched = row / Arithmetic::kRows * product.words * kLine;  // by tiles before
  const bool fetches = fetched < product.words * 2 * lanes;
  const float* next = product.next + (fetches ? fetched : 0);
  const size_t fetch_step = fetches ? kLine : 0;
  const float* words = in.data;
  const size_t block = kLayout.row_header == 0 ? product.block : kLayout.block_words;
  for (size_t done = 0; done < product.words; done += block) {
    const bool first = product.first && done == 0;
    const size_t count = std::min(block, product.words - done);
    typename Arithmetic::Sum left[R], right[R];
#pragma GCC unroll 16
    for (size_t r = 0; r < R; ++r) {
      float* sums = out.data + r * out.stride;
      left[r] = Arithmetic::begin(panel, sums, first);
      right[r] = Arithmetic::begin(panel + lanes, sums + lanes, first);
    }
    const float* weights = panel + kLayout.panel_header * 2 * lanes;
    const float* values = words + kLayout.row_header;
    for (size_t i = 0; i < count; ++i, weights += 2 * lanes, values += product.step) {
      __builtin_prefetch(next, 0, 2);
      next += fetch_step;
      const auto near = Arithmetic::load(weights);
      const auto far = Arithmetic::load(weights + lanes);
#pragma GCC unroll 16
      for (size_t r = 0; r < R; ++r) {
        const auto value = Arithmetic::broadcast(values + r * in.stride);
        left[r] = Arithmetic::add(left[r], value, near);
        right[r] = Arithmetic::add(right[r], value, far);
      }
    }
#pragma GCC unroll 16
    for (size_t r = 0; r < R; ++r) {
      float* sums = out.data + r * out.stride;
      const float* header = words + r * in.stride;
      Arithmetic::end(left[r], panel, header, sums, first);
      Arithmetic::end(right[r], panel + lanes, header, sums + lanes, first);
    }
    panel = weights;
    words += kLayout.row_header + count * product.step;
  }
}

template <class Arithmetic, size_t R>
HWY_INLINE void TileOf(size_t rows, const PanelProduct& product, size_t row) {
  if (rows == R) return Tile<Arithmetic, R>(product, row);
  if constexpr (R > 1) TileOf<Arithmetic, R - 1>(rows, product, row);
}

template <class Arithmetic>
void Multiply(const PanelProduct& product) {
  for (size_t r = 0; r < product.rows; r += Arithmetic::kRows)
    TileOf<Arithmetic, Arithmetic::kRows>(std::min(Arithmetic::kRows, product.rows - r), product,
                                          r);
}

template <class Arithmetic>
PanelKernel KernelOf(const char* name) {
  return {name, Arithmetic::kFormat, 2 * Arithmetic::lanes(), Multiply<Arithmetic>};
}
