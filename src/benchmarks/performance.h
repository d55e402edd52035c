// What benchmarks of training have in common: the machine's peak, measured in turns with the work,
// and what the work's own steps report.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "benchmarks/benchmark.h"
#include "checkpoints/model_config.h"
#include "episodes/layer_probe.h"
#include "episodes/learner.h"
#include "training/recipe.h"

namespace dragoman::benchmarks {

// Products of float32 matrices that stay in the caches, on all threads: the most that the CPU's
// arithmetic gives this program.
class GemmPeak {
 public:
  GemmPeak();
  Case as_case();  // billions of floating point operations
  // Operations a second: the most in some hundredths of a second of the measured rounds, or
  // `gflops` billions where the user gives them; nothing for a learner elsewhere.
  std::optional<double> of(const episodes::Learner& learner, double gflops) const;

 private:
  void multiply();

  std::unique_ptr<episodes::LayerProbe> probe_;
  double best_ = 0.0;  // operations a second
};

inline constexpr const char* kPeakHelp =
    "what the device can do in a second; 0: a CPU's is measured, a GPU's left out";

// The reports of steps (training::Trainable::step), of which the first is the warm-up.
class StepLog {
 public:
  void add(Json report) { reports_.push_back(std::move(report)); }
  // The median of every timing_s/*, the warm-up left out.
  std::vector<Fact> timings() const;
  double median(const std::string& name) const;
  // Sum of a value over the seconds of a phase; 0 where no step has such a phase.
  double rate(const std::string& name, const std::string& phase) const;

 private:
  std::vector<double> values(const std::string& name) const;

  std::vector<Json> reports_;
};

// Under the names of a run's log, and what the recipe's plan says of it.
std::vector<Fact> memory_facts(const episodes::Learner& learner, const training::Recipe& recipe,
                               const checkpoints::ModelConfig& model);

}  // namespace dragoman::benchmarks
