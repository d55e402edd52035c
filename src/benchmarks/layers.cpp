// The products of layers that no cache holds, beside what memory and the arithmetic units give: one
// row should cost what reading the weights costs, and many rows what the same products cost in a
// cache.
#include <fmt/format.h>

#include "base/parallel.h"
#include "benchmarks/benchmark.h"
#include "episodes/backend.h"

namespace dragoman::benchmarks {
namespace {

constexpr int64_t kCachedRows = 96;  // of each thread
constexpr double kGiga = 1e9;

struct LayersConfig {
  std::string weights = "float32";
  int64_t hidden_size = 2048;
  int64_t intermediate_size = 8192;
  int64_t num_hidden_layers = 4;
  int64_t rows = 32;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("weights", weights, "format of the weights",
          config::OneOf{{"float32", "bfloat16", "int8"}});
    visit("hidden_size", hidden_size, "width of the layers", config::Range{32, 32768});
    visit("intermediate_size", intermediate_size, "their inner width", config::Range{32, 131072});
    visit("num_hidden_layers", num_hidden_layers, "pairs of matrices", config::Range{1, 1000});
    visit("rows", rows, "sequences that decode together, besides one alone",
          config::Range{1, 4096});
  }
};

class Layers final : public Benchmark {
 public:
  explicit Layers(const LayersConfig& config)
      : rows_(config.rows),
        products_(2.0 * static_cast<double>(config.hidden_size * config.intermediate_size *
                                            config.num_hidden_layers)),
        probe_(episodes::backend().make_layer_probe({config.hidden_size, config.intermediate_size,
                                                     config.num_hidden_layers, config.weights})) {}

  std::vector<Case> cases() override {
    const double gigabytes = static_cast<double>(probe_->weight_bytes()) / kGiga;
    const auto threads = static_cast<double>(thread_count());
    const auto size = static_cast<double>(episodes::LayerProbe::kCachedSize);
    return {
        {"memory, read", "GB", gigabytes, [this] { probe_->read(); }},
        {"1 row", "GB", gigabytes, [this] { probe_->step(1); }},
        {fmt::format("{} rows", rows_), "GFLOP",
         2.0 * products_ * static_cast<double>(rows_) / kGiga, [this] { probe_->step(rows_); }},
        {"rows of a cache", "GFLOP",
         2.0 * size * size * static_cast<double>(kCachedRows) * threads / kGiga,
         [this] { probe_->multiply_in_cache(kCachedRows); }},
    };
  }

 private:
  int64_t rows_;
  double products_;  // multiplications a row
  std::unique_ptr<episodes::LayerProbe> probe_;
};

}  // namespace

Entry layers() {
  return config::make_entry<Benchmark, Layers, LayersConfig>(
      "layers", "Matrix products of large layers, against memory and against a cache.");
}

}  // namespace dragoman::benchmarks
