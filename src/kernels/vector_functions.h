// More of what goes along a row, for files that include Highway's mathematics; to be included
// behind kernels/row_vectors.h, once for each instruction set.

// Calls body(i, d) for whole vectors, then tail(i) for the rest, one by one.
template <class Body, class Tail>
HWY_INLINE void ForEach(size_t width, const Body& body, const Tail& tail) {
  const Floats d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= width; i += hn::Lanes(d)) body(i, d);
  for (; i < width; ++i) tail(i);
}

// exp for all values: the library's is made for those between -104, below which the true result
// rounds to 0, and 88, where it ends. A NaN stays one.
HWY_INLINE Vector Exp(Vector value) {
  const Floats d;
  const Vector bounded = hn::Min(hn::Max(value, hn::Set(d, -104.0F)), hn::Set(d, 88.0F));
  return hn::IfThenElse(hn::IsNaN(value), value, hn::Exp(d, bounded));
}
