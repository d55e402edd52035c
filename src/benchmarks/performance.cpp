#include "benchmarks/performance.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "base/error.h"
#include "base/parallel.h"
#include "episodes/backend.h"
#include "training/memory_plan.h"

namespace dragoman::benchmarks {
namespace {

constexpr int64_t kRows = 96;    // of each thread
constexpr int64_t kTimes = 100;  // one after the other
constexpr double kGiga = 1e9;
constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;

// Of one part of the measurement.
double operations() {
  const auto size = static_cast<double>(episodes::LayerProbe::kCachedSize);
  return 2.0 * size * size * static_cast<double>(kRows * kTimes * thread_count());
}

}  // namespace

GemmPeak::GemmPeak() : probe_(episodes::backend().make_layer_probe({32, 32, 1, "float32"})) {}

Case GemmPeak::as_case() {
  return {"products in a cache", "GFLOP", operations() / kGiga, [this] { multiply(); }};
}

// A round is long enough for the machine to turn to something else; its parts are timed apart.
void GemmPeak::multiply() {
  const auto start = std::chrono::steady_clock::now();
  for (int64_t i = 0; i < kTimes; ++i) probe_->multiply_in_cache(kRows);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  best_ = std::max(best_, operations() / spent.count());
}

std::optional<double> GemmPeak::of(const episodes::Learner& learner, double gflops) const {
  if (gflops > 0.0) return gflops * kGiga;
  if (learner.arithmetic().device != "CPU") return std::nullopt;
  return best_;
}

std::vector<double> StepLog::values(const std::string& name) const {
  DRAGOMAN_CHECK(reports_.size() > 1, "a step was measured after the warm-up");
  std::vector<double> values;
  for (size_t i = 1; i < reports_.size(); ++i) values.push_back(reports_[i].value(name, 0.0));
  return values;
}

std::vector<Fact> StepLog::timings() const {
  std::vector<Fact> facts;
  for (const auto& [name, first] : reports_.front().items())
    if (name.starts_with("timing_s/")) facts.push_back({name, median(name)});
  return facts;
}

double StepLog::median(const std::string& name) const { return median_of(values(name)); }

double StepLog::rate(const std::string& name, const std::string& phase) const {
  const std::vector<double> amounts = values(name);
  const std::vector<double> seconds = values("timing_s/" + phase);
  const double spent = std::accumulate(seconds.begin(), seconds.end(), 0.0);
  return spent > 0.0 ? std::accumulate(amounts.begin(), amounts.end(), 0.0) / spent : 0.0;
}

std::vector<Fact> memory_facts(const episodes::Learner& learner, const training::Recipe& recipe,
                               const checkpoints::ModelConfig& model) {
  const bool gpu = learner.arithmetic().device == "CUDA";
  const auto plan = training::plan_memory(recipe, model, /*draws=*/recipe.kind == "rl");
  return {{gpu ? "perf/max_memory_allocated_gb" : "perf/cpu_memory_used_gb",
           static_cast<double>(learner.peak_memory_bytes()) / kGiB},
          {"perf/memory_plan_gb", training::total_bytes(plan) / kGiB}};
}

}  // namespace dragoman::benchmarks
