// The loops of distances.cpp, included there once for each instruction set, in a namespace of its
// own and with DRAGOMAN_TARGET naming the set. The types are the compiler's vectors, so the same
// lines become four, two or one instruction and the order of every sum stays.

using Floats = float __attribute__((vector_size(64), aligned(4), may_alias));
using HalfFloats = float __attribute__((vector_size(32), aligned(4), may_alias));
using Doubles = double __attribute__((vector_size(64)));

// How far ahead of a row's columns memory is asked for, in floats: rows go over more pages than the
// processor foresees by itself. Asking for what is behind the last row does no harm.
constexpr int64_t kAhead = 1536;

// Of the lanes of both, by halves.
DRAGOMAN_TARGET inline float total(const Floats& even, const Floats& odd) {
  const Floats sum = even + odd;
  const auto eight = __builtin_shufflevector(sum, sum, 0, 1, 2, 3, 4, 5, 6, 7) +
                     __builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15);
  const auto four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3) +
                    __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
  return (four[0] + four[2]) + (four[1] + four[3]);
}

__attribute__((always_inline)) DRAGOMAN_TARGET inline void add_squares(const float* a,
                                                                       const float* b,
                                                                       int64_t count, Floats& even,
                                                                       Floats& odd) {
  for (int64_t i = 0; i < count; i += kLanes) {
    const Floats first =
        *reinterpret_cast<const Floats*>(a + i) - *reinterpret_cast<const Floats*>(b + i);
    const Floats second =
        *reinterpret_cast<const Floats*>(a + i + 16) - *reinterpret_cast<const Floats*>(b + i + 16);
    __builtin_prefetch(b + i + kAhead);
    __builtin_prefetch(b + i + 16 + kAhead);
    even += first * first;
    odd += second * second;
  }
}

// The squared distance, or something not below `bound` as soon as that is certain: a quarter or a
// half of the columns often shows it, and a sum of squares, rounded as it is, never falls.
DRAGOMAN_TARGET inline float squared_below(const float* a, const float* b, int64_t width,
                                           float bound) {
  Floats even{};
  Floats odd{};
  const int64_t quarter = width / 4 / kLanes * kLanes;
  add_squares(a, b, quarter, even, odd);
  if (const float part = total(even, odd); part >= bound) return part;
  add_squares(a + quarter, b + quarter, quarter, even, odd);
  if (const float part = total(even, odd); part >= bound) return part;
  add_squares(a + 2 * quarter, b + 2 * quarter, width - 2 * quarter, even, odd);
  return total(even, odd);
}

DRAGOMAN_TARGET Neighbour nearest(const float* point, const Rows& rows, Neighbour best) {
  for (int64_t i = 0; i < rows.count; ++i) {
    const float squared = squared_below(point, rows.row(i), rows.width, best.squared);
    if (squared < best.squared) best = {i, squared};
  }
  return best;
}

DRAGOMAN_TARGET void within(const float* point, const Rows& rows, float bound,
                            std::vector<Neighbour>& found) {
  for (int64_t i = 0; i < rows.count; ++i) {
    const float squared = squared_below(point, rows.row(i), rows.width, bound);
    if (squared < bound) found.push_back({i, squared});
  }
}

DRAGOMAN_TARGET inline Doubles exact(const float* high, const float* low) {
  return __builtin_convertvector(*reinterpret_cast<const HalfFloats*>(high), Doubles) +
         __builtin_convertvector(*reinterpret_cast<const HalfFloats*>(low), Doubles);
}

DRAGOMAN_TARGET inline void store(const MovedMean& mean, int64_t i, const Doubles& value) {
  const HalfFloats high = __builtin_convertvector(value, HalfFloats);
  const Doubles rest = value - __builtin_convertvector(high, Doubles);
  *reinterpret_cast<HalfFloats*>(mean.high + i) = high;
  *reinterpret_cast<HalfFloats*>(mean.low + i) = __builtin_convertvector(rest, HalfFloats);
}

DRAGOMAN_TARGET inline double total_of(const Doubles& even, const Doubles& odd) {
  const Doubles sum = even + odd;
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

DRAGOMAN_TARGET double squared_exact(const Mean& first, const Mean& second, int64_t width) {
  Doubles even{};
  Doubles odd{};
  for (int64_t i = 0; i < width; i += 16) {
    const int64_t j = i + 8;
    const Doubles a = exact(first.high + i, first.low + i) - exact(second.high + i, second.low + i);
    const Doubles b = exact(first.high + j, first.low + j) - exact(second.high + j, second.low + j);
    even += a * a;
    odd += b * b;
  }
  return total_of(even, odd);
}

DRAGOMAN_TARGET double move(const MovedMean& mean, const Mean& goal, double share, int64_t width) {
  Doubles even{};
  Doubles odd{};
  for (int64_t i = 0; i < width; i += 16) {
    const int64_t j = i + 8;
    const Doubles old_even = exact(mean.high + i, mean.low + i);
    const Doubles old_odd = exact(mean.high + j, mean.low + j);
    const Doubles a = exact(goal.high + i, goal.low + i) - old_even;
    const Doubles b = exact(goal.high + j, goal.low + j) - old_odd;
    even += a * a;
    odd += b * b;
    store(mean, i, old_even + share * a);
    store(mean, j, old_odd + share * b);
  }
  return total_of(even, odd);
}
