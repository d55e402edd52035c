// What `dragoman bench NAME` measures: pieces of work that are timed in turns, so that a slow
// minute of the machine is everybody's. Speed is never a test; a ratio against another program
// comes from a script in benchmarks/ that runs both sides.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "config/catalog.h"

namespace dragoman::benchmarks {

struct Case {
  std::string name;
  std::string unit;            // of what is done: "lines", "scores"
  double amount = 0.0;         // units that one call of `work` does
  std::function<void()> work;  // does not throw
};

// Units a second of one case, one value a round.
struct Measurement {
  std::string name;
  std::string unit;
  std::vector<double> rates;

  double median() const;
};

// What is known besides rates once they are measured: "perf/mfu", "timing_s/forward".
struct Fact {
  std::string name;
  double value = 0.0;
};

class Benchmark {
 public:
  virtual ~Benchmark() = default;
  // They share what the benchmark prepared and do not outlive it.
  virtual std::vector<Case> cases() = 0;
  // Of the measured cases, in their order.
  virtual std::vector<Fact> facts(std::span<const Measurement>) { return {}; }
};

using Entry = config::Entry<Benchmark>;
using Catalog = config::Catalog<Benchmark>;

const Catalog& catalog();

double median_of(std::vector<double> values);  // at least one

// Runs every case once without the clock, then all of them in turns, `rounds` (>= 1) times. Short
// work is repeated within a round until 50 ms have passed.
std::vector<Measurement> measure(const std::vector<Case>& cases, int64_t rounds);

}  // namespace dragoman::benchmarks
