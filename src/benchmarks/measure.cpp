#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "benchmarks/benchmark.h"

namespace dragoman::benchmarks {
namespace {

constexpr double kShortestRound = 0.05;  // seconds

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double rate_of(const Case& one) {
  double seconds = 0.0;
  double done = 0.0;
  while (seconds < kShortestRound) {
    seconds += seconds_of(one.work);
    done += one.amount;
  }
  return done / seconds;
}

}  // namespace

double median_of(std::vector<double> values) {
  DRAGOMAN_CHECK(!values.empty(), "a median is of something");
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double Measurement::median() const { return median_of(rates); }

std::vector<Measurement> measure(const std::vector<Case>& cases, int64_t rounds) {
  std::vector<Measurement> measurements;
  for (const Case& one : cases) {
    one.work();
    measurements.push_back({one.name, one.unit, {}});
  }
  for (int64_t round = 0; round < rounds; ++round)
    for (size_t i = 0; i < cases.size(); ++i) measurements[i].rates.push_back(rate_of(cases[i]));
  return measurements;
}

}  // namespace dragoman::benchmarks
