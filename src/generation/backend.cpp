// What the tensor modules offer to the rest of the program, behind one C symbol.
#include "episodes/backend.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <torch/version.h>

#include "base/error.h"
#include "base/parallel.h"
#include "checkpoints/lora_config.h"
#include "generation/engine.h"
#include "generation/layer_probe.h"
#include "nn/adapter.h"
#include "nn/checkpoint.h"
#include "nn/export.h"
#include "nn/input_moments.h"
#include "nn/policy.h"
#include "scorers/comet.h"
#include "scorers/sentence_embedder.h"

namespace dragoman::generation {
namespace {

using episodes::ModelSource;

void use_all_threads() { at::set_num_threads(static_cast<int>(thread_count())); }

// The folders of a source: an adapter's own is resolved.
struct Folders {
  std::filesystem::path base, adapter;

  explicit Folders(const ModelSource& source) : base(source.folder), adapter(source.adapter) {
    if (!adapter.empty() || !checkpoints::is_adapter(base)) return;
    adapter = base;
    base = checkpoints::adapter_base(adapter, "put the model there, or correct the path");
  }
};

nn::Weights load(const std::filesystem::path& folder, at::ScalarType matrices = at::kFloat) {
  nn::Weights weights = nn::load_weights(folder, matrices);
  if (!weights.config.part_of.empty())
    fmt::print(stderr, "dragoman: {}: the text decoder of a {} model; its other parts are unused\n",
               folder.string(), weights.config.part_of);
  return weights;
}

// With matrices of that dtype, but where an adapter is added to them.
std::shared_ptr<nn::Weights> make_weights(const ModelSource& source, at::ScalarType matrices) {
  use_all_threads();
  if (!source.folder.empty()) {
    const Folders folders(source);
    const bool adapted = !folders.adapter.empty();
    auto weights =
        std::make_shared<nn::Weights>(load(folders.base, adapted ? at::kFloat : matrices));
    if (adapted) nn::add_adapter(*weights, folders.adapter);
    return weights;
  }
  const nn::ModelConfig config = checkpoints::parse_model_config(source.config, "model");
  return std::make_shared<nn::Weights>(nn::make_weights(config, source.seed));
}

// The dtype that was asked for; nullopt for `auto`.
std::optional<at::ScalarType> asked_type(const std::string& dtype) {
  if (dtype == "float32") return at::kFloat;
  if (dtype == "bfloat16") return at::kBFloat16;
  if (dtype != "auto")
    throw_input("dtype '{}' is not known; known: float32, bfloat16, auto", dtype);
  return std::nullopt;
}

// For inference `auto` is bfloat16 for bfloat16 checkpoints on a GPU, and float32 on CPUs, where it
// is exact.
at::ScalarType inference_type(const ModelSource& source, const nn::Weights& weights) {
  const bool half = weights.config.dtype == "bfloat16" && weights.device().is_cuda();
  return asked_type(source.dtype).value_or(half ? at::kBFloat16 : at::kFloat);
}

// What multiplies bfloat16 natively here, or "".
std::string native_bfloat16(at::Device device) {
  if (device.is_cuda())
    return at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8() ? "this GPU" : "";
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("amx-bf16")) return "this CPU (amx_bf16)";
  if (__builtin_cpu_supports("avx512bf16")) return "this CPU (avx512_bf16)";
#endif
  return "";
}

// For training the weights are float32 anyway, so `auto` goes by the machine.
nn::Compute training_type(const ModelSource& source, at::Device device) {
  if (const auto asked = asked_type(source.dtype)) return {*asked, ""};
  const std::string native = native_bfloat16(device);
  if (native.empty()) return {at::kFloat, "this machine does not multiply bfloat16 natively"};
  return {at::kBFloat16, native + " multiplies it natively; weights stay float32"};
}

bool asks_int8(const ModelSource& source, at::Device device) {
  if (source.quantization == "none") return false;
  if (source.quantization != "int8")
    throw_input("quantization '{}' is not known; known: none, int8", source.quantization);
  if (!device.is_cpu()) throw_input("quantization int8 runs on the CPU; leave it out on a GPU");
  return true;
}

std::unique_ptr<Engine> make_int8_engine(std::shared_ptr<const nn::Weights> weights,
                                         at::ScalarType compute) {
  return std::make_unique<Engine>(std::move(weights), compute, make_int8_decoder);
}

checkpoints::LoraConfig lora_config(const ModelSource& source) {
  const episodes::LoraSettings& asked = *source.lora;
  checkpoints::LoraConfig config;
  config.base = std::filesystem::absolute(source.folder).lexically_normal().string();
  config.rank = asked.r;
  config.alpha = asked.alpha;
  config.dropout = asked.dropout;
  config.rank_stabilised = asked.use_rslora;
  config.target_modules = asked.target_modules;
  config.modules_to_save = asked.modules_to_save;
  return config;
}

// All weights, a fresh adapter, or one that was begun.
nn::Trained make_trained(const ModelSource& source) {
  const Rng stream = Rng(source.seed).derive("lora");
  const bool goes_on = checkpoints::is_adapter(source.folder);
  const episodes::Heads heads = source.learner.heads;
  const bool scores = heads != episodes::Heads::kLanguage;
  if (!goes_on && !source.lora) {
    auto weights = make_weights(source, at::kFloat);
    if (scores) nn::add_score_head(*weights, heads == episodes::Heads::kBoth, source.seed);
    return {std::move(weights), nullptr, stream, source.learner};
  }
  if (scores)
    throw_input(
        "{}: a score head is trained with whole weights, not with an adapter; turn "
        "model.use_peft off or merge the adapter with dragoman export",
        source.folder.string());
  use_all_threads();
  const Folders folders(source);
  const nn::Weights base = load(folders.base);
  auto lora = goes_on ? std::make_unique<nn::Lora>(base, folders.adapter)
                      : std::make_unique<nn::Lora>(base, lora_config(source), stream);
  auto weights = lora->training();
  return {std::move(weights), std::move(lora), stream, source.learner};
}

class TorchBackend final : public episodes::Backend {
 public:
  std::unique_ptr<episodes::Learner> make_learner(const ModelSource& source) const override {
    nn::Trained trained = make_trained(source);
    const nn::Compute compute = training_type(source, trained.weights->device());
    const auto engine = [](std::shared_ptr<const nn::Weights> shared, at::ScalarType type) {
      return std::make_unique<Engine>(std::move(shared), type);
    };
    const bool int8 = asks_int8(source, trained.weights->device());
    return std::make_unique<nn::Policy>(
        std::move(trained), compute,
        nn::Generators{engine, int8 ? nn::GeneratorFactory(make_int8_engine) : nullptr});
  }

  std::unique_ptr<episodes::Generator> make_generator(const ModelSource& source) const override {
    auto weights = make_weights(source, asked_type(source.dtype).value_or(at::kFloat));
    if (!weights->config.language_head)
      throw_input("{}: is a reward model, which writes nothing; a language model is needed",
                  source.folder.string());
    const at::ScalarType compute = inference_type(source, *weights);
    if (compute != at::kFloat) *weights = nn::cast_matrices(*weights, compute);
    if (asks_int8(source, weights->device())) return make_int8_engine(std::move(weights), compute);
    return std::make_unique<Engine>(std::move(weights), compute);
  }

  std::unique_ptr<episodes::Scorer> make_scorer(
      const episodes::ScorerSource& source) const override {
    use_all_threads();
    return scorers::open_comet(source, asked_type(source.dtype).value_or(at::kFloat));
  }

  std::unique_ptr<episodes::Embedder> make_embedder(
      const episodes::EmbedderSource& source) const override {
    use_all_threads();
    return scorers::open_embedder(source, asked_type(source.dtype).value_or(at::kFloat));
  }

  std::unique_ptr<episodes::LayerProbe> make_layer_probe(
      const episodes::LayerProbeSettings& settings) const override {
    return generation::make_layer_probe(settings, thread_count());
  }

  void export_model(const episodes::ExportRequest& request) const override {
    use_all_threads();
    nn::export_checkpoint(request);
  }

  std::map<std::string, std::vector<double>> input_moments(
      const episodes::MomentsRequest& request) const override {
    use_all_threads();
    return nn::input_moments(request);
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
