// What `dragoman bench NAME` measures: pieces of work that are timed in turns, so that a slow
// minute of the machine is everybody's. Speed is never a test; a ratio against another program
// comes from a script in benchmarks/ that runs both sides.
#pragma once

#include <functional>
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

class Benchmark {
 public:
  virtual ~Benchmark() = default;
  // They share what the benchmark prepared and do not outlive it.
  virtual std::vector<Case> cases() const = 0;
};

using Entry = config::Entry<Benchmark>;
using Catalog = config::Catalog<Benchmark>;

const Catalog& catalog();

// Units a second of one case, one value a round.
struct Measurement {
  std::string name;
  std::string unit;
  std::vector<double> rates;

  double median() const;
};

// Runs every case once without the clock, then all of them in turns, `rounds` (>= 1) times. Short
// work is repeated within a round until 50 ms have passed.
std::vector<Measurement> measure(const std::vector<Case>& cases, int64_t rounds);

}  // namespace dragoman::benchmarks
