#include "generation/layer_probe.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "base/team.h"
#include "kernels/packed_matrix.h"
#include "kernels/vector_ops.h"

namespace dragoman::generation {
namespace {

using kernels::PackedMatrix;

kernels::WeightFormat format_of(const episodes::LayerProbeSettings& settings) {
  const auto format = kernels::weight_format(settings.weights);
  if (!format)
    throw_input("weights '{}' are not known; known: float32, bfloat16, int8", settings.weights);
  return *format;
}

// One random row for all outputs.
PackedMatrix probe_matrix(size_t outputs, size_t inputs, kernels::WeightFormat format) {
  PackedMatrix matrix(outputs, inputs, format);
  Rng stream(inputs);
  std::vector<float> row(inputs);
  for (float& value : row) value = static_cast<float>(stream.normal());
  for (size_t output = 0; output < outputs; ++output) matrix.pack(row, output);
  return matrix;
}

class CpuLayerProbe final : public episodes::LayerProbe {
 public:
  CpuLayerProbe(const episodes::LayerProbeSettings& settings, int64_t threads)
      : hidden_(static_cast<size_t>(settings.hidden_size)),
        inner_(static_cast<size_t>(settings.intermediate_size)),
        team_(threads),
        cached_(probe_matrix(kCachedSize, kCachedSize, format_of(settings))) {
    const kernels::WeightFormat format = format_of(settings);
    for (int64_t i = 0; i < settings.layers; ++i) {
      matrices_.push_back(probe_matrix(inner_, hidden_, format));
      matrices_.push_back(probe_matrix(hidden_, inner_, format));
    }
  }

  int64_t weight_bytes() const override {
    size_t bytes = 0;
    for (const PackedMatrix& matrix : matrices_) bytes += matrix.words().size_bytes();
    return static_cast<int64_t>(bytes);
  }

  void read() override {
    team_.run([&](int64_t worker) {
      for (const PackedMatrix& matrix : matrices_) {
        const auto part = share(matrix.words().size(), worker);
        read_ ^= kernels::stream(matrix.words().data() + part.begin, part.end - part.begin);
      }
    });
  }

  void step(int64_t rows) override {
    in_.resize(static_cast<size_t>(rows) * std::max(hidden_, inner_), 1.0F);
    out_.resize(in_.size(), 1.0F);
    team_.run([&](int64_t worker) {
      for (const PackedMatrix& matrix : matrices_) {
        const bool up = matrix.inputs() == hidden_;
        const auto part = share(matrix.panels(), worker);
        matrix.multiply({(up ? in_ : out_).data(), matrix.inputs()}, static_cast<size_t>(rows),
                        {(up ? out_ : in_).data(), matrix.outputs()}, part.begin, part.end);
        team_.wait_for_all();
      }
    });
  }

  void multiply_in_cache(int64_t rows) override {
    const size_t size = static_cast<size_t>(rows) * kCachedSize;
    own_.resize(static_cast<size_t>(team_.size()));
    team_.run([&](int64_t worker) {
      Own& own = own_[static_cast<size_t>(worker)];
      own.in.resize(size, 1.0F);
      own.out.resize(size);
      cached_.multiply({own.in.data(), kCachedSize}, static_cast<size_t>(rows),
                       {own.out.data(), kCachedSize});
    });
  }

 private:
  struct Part {
    size_t begin, end;
  };
  struct Own {
    std::vector<float> in, out;
  };

  Part share(size_t count, int64_t worker) const {
    const auto workers = static_cast<size_t>(team_.size()), w = static_cast<size_t>(worker);
    return {count * w / workers, count * (w + 1) / workers};
  }

  size_t hidden_, inner_;
  Team team_;
  PackedMatrix cached_;
  std::vector<PackedMatrix> matrices_;
  std::vector<float> in_, out_;
  std::atomic<uint32_t> read_{0};  // so that reading is for something
  std::vector<Own> own_;           // by thread
};

}  // namespace

std::unique_ptr<episodes::LayerProbe> make_layer_probe(const episodes::LayerProbeSettings& settings,
                                                       int64_t threads) {
  return std::make_unique<CpuLayerProbe>(settings, threads);
}

}  // namespace dragoman::generation
