// What kernels that go along a row share, to be included once for each instruction set, within its
// namespace.

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

// The last, short part of a row goes through a vector as well, filled up with zeros, so that every
// place is computed alike. Some instruction sets have no masked access.
HWY_INLINE Vector LoadSome(const float* from, size_t count) {
  const Floats d;
  if (count >= hn::Lanes(d)) return hn::LoadU(d, from);
  HWY_ALIGN float some[hn::MaxLanes(Floats())] = {};
  std::copy_n(from, count, some);
  return hn::Load(d, some);
}

HWY_INLINE void StoreSome(Vector value, float* to, size_t count) {
  const Floats d;
  if (count >= hn::Lanes(d)) return hn::StoreU(value, d, to);
  HWY_ALIGN float some[hn::MaxLanes(Floats())];
  hn::Store(value, d, some);
  std::copy_n(some, count, to);
}

// The nearest bfloat16, ties to even, as bits in the upper half of each word; the lower one is
// zero. A value that is no number stays one.
HWY_INLINE hn::Vec<hn::RebindToUnsigned<Floats>> Bfloat16Bits(Vector value) {
  const hn::RebindToUnsigned<Floats> d;
  const auto bits = hn::BitCast(d, value);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(d, 1U));
  const auto nearest = hn::Add(bits, hn::Add(odd, hn::Set(d, 0x7fffU)));
  const auto quiet = hn::Or(bits, hn::Set(d, 0x00400000U));
  const auto rounded = hn::IfThenElse(hn::RebindMask(d, hn::IsNaN(value)), quiet, nearest);
  return hn::And(rounded, hn::Set(d, 0xffff0000U));
}
