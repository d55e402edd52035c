// A fraction of the rows, drawn by their text: the same rows in any order of the file.
#include "base/random.h"
#include "data/fingerprint.h"
#include "data/stage.h"

namespace dragoman::data {
namespace {

struct SampleConfig {
  double fraction = 1.0;
  int64_t seed = 0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("fraction", fraction, "expected share of the rows that stays", config::Range{0.0, 1.0});
    visit("seed", seed, "which share", config::at_least(0));
  }
};

class Sample final : public Stage {
 public:
  explicit Sample(SampleConfig config) : config_(config) {}

  bool apply(Row& row) override {
    const Fingerprint key = fingerprint(row.source);
    Rng draw = Rng(static_cast<uint64_t>(config_.seed)).derive("sample row", key.high, key.low);
    return draw.uniform() < config_.fraction;
  }

 private:
  SampleConfig config_;
};

}  // namespace

config::Entry<Stage> sample() {
  return config::make_entry<Stage, Sample, SampleConfig>(
      "sample", "Keeps a seeded share of the rows; rows of one source stay together.");
}

}  // namespace dragoman::data
