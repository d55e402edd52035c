// BIRCH over vectors around planted centres: into the tree, and for the labels.
#include "clusters/birch.h"

#include "benchmarks/benchmark.h"
#include "clusters/labels.h"
#include "clusters/planted.h"

namespace dragoman::benchmarks {
namespace {

struct BirchBenchConfig {
  int64_t vectors = 20000;
  int64_t width = 384;
  int64_t centres = 1000;
  double noise = 0.6;
  double threshold = 0.55;
  int64_t beam = 4;
  int64_t seed = 0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("vectors", vectors, "how many", config::Range{1, 10000000});
    visit("width", width, "numbers of each", config::Range{1, 65536});
    visit("centres", centres, "centres around which they lie", config::Range{1, 1000000});
    visit("noise", noise, "mean distance of a vector from its centre", config::at_least(0));
    visit("threshold", threshold, "greatest radius of a cluster", config::at_least(0));
    visit("beam", beam, "branches followed for the quick labels", config::Range{1, 1000});
    visit("seed", seed, "of the vectors", config::at_least(0));
  }
};

class BirchBenchmark final : public Benchmark {
 public:
  explicit BirchBenchmark(const BirchBenchConfig& config)
      : config_(config),
        planted_(clusters::plant({.count = config.vectors,
                                  .width = config.width,
                                  .centres = config.centres,
                                  .noise = config.noise,
                                  .unit = true,
                                  .seed = static_cast<uint64_t>(config.seed)})) {
    build();
  }

  std::vector<Case> cases() override {
    const auto amount = static_cast<double>(config_.vectors);
    return {{"tree", "vectors", amount, [this] { build(); }},
            {"labels, exact", "vectors", amount, [this] { label(0); }},
            {"labels, beam", "vectors", amount, [this] { label(config_.beam); }}};
  }

  std::vector<Fact> facts(std::span<const Measurement>) override {
    return {{"clusters", static_cast<double>(birch_->tree().features())},
            {"peak MiB", static_cast<double>(birch_->peak_bytes()) / (1 << 20)}};
  }

 private:
  void build() {
    birch_ = std::make_unique<clusters::Birch>(
        clusters::BirchConfig{.threshold = config_.threshold}, config_.width);
    for (int64_t i = 0; i < config_.vectors; ++i)
      birch_->add({planted_.rows.row(i), static_cast<size_t>(config_.width)});
    birch_->finish();
  }

  void label(int64_t beam) const { clusters::Labeller(birch_->tree(), beam).label(planted_.rows); }

  const BirchBenchConfig config_;
  const clusters::Planted planted_;
  std::unique_ptr<clusters::Birch> birch_;
};

}  // namespace

Entry birch() {
  return config::make_entry<Benchmark, BirchBenchmark, BirchBenchConfig>(
      "birch", "Clusters of vectors: the tree, and each vector's nearest centroid.");
}

}  // namespace dragoman::benchmarks
