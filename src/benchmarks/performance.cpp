#include "benchmarks/performance.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "episodes/backend.h"

namespace dragoman::benchmarks {
namespace {

constexpr int64_t kRows = 96;  // of each thread
constexpr double kGiga = 1e9;
constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;

}  // namespace

GemmPeak::GemmPeak() : probe_(episodes::backend().make_layer_probe({32, 32, 1, "float32"})) {}

Case GemmPeak::as_case() const {
  const auto size = static_cast<double>(episodes::LayerProbe::kCachedSize);
  const auto rows = static_cast<double>(kRows * thread_count());
  return {"products in a cache", "GFLOP", 2.0 * size * size * rows / kGiga,
          [this] { probe_->multiply_in_cache(kRows); }};
}

double GemmPeak::of(const Measurement& measured) {
  return *std::max_element(measured.rates.begin(), measured.rates.end()) * kGiga;
}

std::vector<Fact> StepLog::timings() const {
  DRAGOMAN_CHECK(reports_.size() > 1, "a step was measured after the warm-up");
  std::vector<Fact> facts;
  for (const auto& [name, first] : reports_.front().items()) {
    if (!name.starts_with("timing_s/")) continue;
    std::vector<double> seconds;
    for (size_t i = 1; i < reports_.size(); ++i) seconds.push_back(reports_[i].value(name, 0.0));
    facts.push_back({name, median_of(std::move(seconds))});
  }
  return facts;
}

Fact peak_memory(const episodes::Learner& learner) {
  const bool gpu = learner.arithmetic().device == "CUDA";
  return {gpu ? "perf/max_memory_allocated_gb" : "perf/cpu_memory_used_gb",
          static_cast<double>(learner.peak_memory_bytes()) / kGiB};
}

}  // namespace dragoman::benchmarks
