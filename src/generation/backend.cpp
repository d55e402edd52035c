// What the tensor modules offer to the rest of the program, behind one C symbol.
#include "episodes/backend.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include "base/error.h"
#include "base/parallel.h"
#include "generation/engine.h"
#include "nn/checkpoint.h"
#include "nn/policy.h"

namespace dragoman::generation {
namespace {

using episodes::ModelSource;

std::shared_ptr<nn::Weights> make_weights(const ModelSource& source) {
  at::set_num_threads(static_cast<int>(thread_count()));
  if (!source.folder.empty()) return std::make_shared<nn::Weights>(nn::load_weights(source.folder));
  const nn::ModelConfig config = nn::parse_model_config(source.config, "model");
  return std::make_shared<nn::Weights>(nn::make_weights(config, source.seed));
}

// `auto` is bfloat16 for bfloat16 checkpoints on a GPU and float32 on CPUs, where it is exact and,
// without bfloat16 tiles, also the faster one.
at::ScalarType compute_type(const ModelSource& source, const nn::Weights& weights) {
  if (source.dtype == "float32") return at::kFloat;
  if (source.dtype == "bfloat16") return at::kBFloat16;
  if (source.dtype != "auto")
    throw_input("dtype '{}' is not known; known: float32, bfloat16, auto", source.dtype);
  const bool half = weights.config.dtype == "bfloat16";
  return half && weights.device().is_cuda() ? at::kBFloat16 : at::kFloat;
}

class TorchBackend final : public episodes::Backend {
 public:
  std::unique_ptr<episodes::Learner> make_learner(const ModelSource& source) const override {
    auto weights = make_weights(source);
    const at::ScalarType compute = compute_type(source, *weights);
    const auto engine = [](std::shared_ptr<const nn::Weights> shared, at::ScalarType type) {
      return std::make_unique<Engine>(std::move(shared), type);
    };
    return std::make_unique<nn::Policy>(std::move(weights), compute, engine);
  }

  std::unique_ptr<episodes::Generator> make_generator(const ModelSource& source) const override {
    auto weights = make_weights(source);
    const at::ScalarType compute = compute_type(source, *weights);
    if (compute != at::kFloat) nn::cast_matrices(*weights, compute);
    return std::make_unique<Engine>(std::move(weights), compute);
  }

  std::string describe() const override {
    return fmt::format("libtorch {}, {}, {} threads", TORCH_VERSION, at::hasCUDA() ? "CUDA" : "CPU",
                       at::get_num_threads());
  }
};

}  // namespace
}  // namespace dragoman::generation

extern "C" const dragoman::episodes::Backend* dragoman_backend() {
  static const dragoman::generation::TorchBackend backend;
  return &backend;
}
