#include "clusters/distances.h"

#include <cstdlib>
#include <new>

// Vectors stay inside this file, so how functions would hand them over does not matter.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpsabi"
#endif

namespace dragoman::clusters {
namespace {

struct Loops {
  Neighbour (*nearest)(const float*, const Rows&, Neighbour);
  void (*within)(const float*, const Rows&, float, std::vector<Neighbour>&);
  double (*squared_exact)(const Mean&, const Mean&, int64_t);
  double (*move)(const MovedMean&, const Mean&, double, int64_t);
};

namespace portable {
#define DRAGOMAN_TARGET
#include "clusters/distance_loops.h"
#undef DRAGOMAN_TARGET
constexpr Loops kLoops{&nearest, &within, &squared_exact, &move};
}  // namespace portable

#if defined(__x86_64__)
namespace avx2 {
#define DRAGOMAN_TARGET __attribute__((target("avx2")))
#include "clusters/distance_loops.h"
#undef DRAGOMAN_TARGET
constexpr Loops kLoops{&nearest, &within, &squared_exact, &move};
}  // namespace avx2

namespace avx512 {
#define DRAGOMAN_TARGET __attribute__((target("avx512f,avx512dq,avx512vl")))
#include "clusters/distance_loops.h"
#undef DRAGOMAN_TARGET
constexpr Loops kLoops{&nearest, &within, &squared_exact, &move};
}  // namespace avx512
#endif

const Loops& loops() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return avx512::kLoops;
  if (__builtin_cpu_supports("avx2")) return avx2::kLoops;
#endif
  return portable::kLoops;
}

const Loops& kLoops = loops();

}  // namespace

void FreeAligned::operator()(float* memory) const { std::free(memory); }

AlignedFloats aligned_floats(int64_t count) {
  constexpr size_t kLine = 64;
  const size_t bytes = (static_cast<size_t>(count) * sizeof(float) + kLine - 1) / kLine * kLine;
  void* memory = std::aligned_alloc(kLine, bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return AlignedFloats(static_cast<float*>(memory));
}

Neighbour nearest_row(const float* point, const Rows& rows, Neighbour best) {
  return kLoops.nearest(point, rows, best);
}

void rows_within(const float* point, const Rows& rows, float bound, std::vector<Neighbour>& found) {
  found.clear();
  kLoops.within(point, rows, bound, found);
}

double squared_distance(const Mean& first, const Mean& second, int64_t width) {
  return kLoops.squared_exact(first, second, width);
}

double move_mean(const MovedMean& mean, const Mean& goal, double share, int64_t width) {
  return kLoops.move(mean, goal, share, width);
}

}  // namespace dragoman::clusters
