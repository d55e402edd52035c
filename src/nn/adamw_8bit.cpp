// AdamW whose moments are kept in eight bits (Dettmers et al., arXiv 2110.02861). Arithmetic is
// float32, one parameter at a time. As in bitsandbytes, embeddings, norms, biases and small
// matrices keep moments of 32 bits; unlike there, a second moment above 0 never rounds to 0.
#include <ATen/ATen.h>

#include "nn/block_quantization.h"
#include "nn/optimizer.h"

namespace dragoman::nn {
namespace {

constexpr int64_t kFewestNumbers = 4096;  // of a tensor in eight bits

bool keeps_32_bits(const NamedTensor& parameter) {
  return parameter.tensor.dim() < 2 || parameter.tensor.numel() < kFewestNumbers ||
         parameter.name.ends_with("embed_tokens.weight");
}

class AdamW8Bit final : public Optimizer {
 public:
  explicit AdamW8Bit(std::vector<NamedTensor> given)
      : Optimizer(std::move(given)),
        device_(parameters().empty() ? at::Device(at::kCPU) : parameters().front().tensor.device()),
        first_map_(DynamicMap::Sign::kBoth, device_),
        second_map_(DynamicMap::Sign::kPositive, device_) {
    for (const NamedTensor& parameter : parameters()) {
      if (keeps_32_bits(parameter)) {
        const at::Tensor zeros = at::zeros_like(parameter.tensor.detach());
        moments_.push_back({zeros, zeros.clone(), {}, {}});
        continue;
      }
      const int64_t count = parameter.tensor.numel();
      moments_.push_back({{}, {}, first_map_.zeros(count), second_map_.zeros(count)});
    }
  }

 private:
  // Whole, or in blocks.
  struct Moments {
    at::Tensor first, second;
    QuantizedBlocks first_blocks, second_blocks;

    bool whole() const { return first.defined(); }
  };

  void move(const episodes::OptimizerSettings& settings) override {
    for (const Group& group : groups(settings))
      for (size_t i = group.begin; i < group.end; ++i) {
        Moments& moments = moments_[i];
        if (moments.whole()) {
          step_one(i, moments.first, moments.second, settings, group.weight_decay);
          continue;
        }
        const at::Tensor first = first_map_.dequantize(moments.first_blocks).view_as(value(i));
        const at::Tensor second = second_map_.dequantize(moments.second_blocks).view_as(value(i));
        step_one(i, first, second, settings, group.weight_decay);
        first_map_.quantize(first, moments.first_blocks);
        second_map_.quantize(second, moments.second_blocks);
      }
  }

  void step_one(size_t i, const at::Tensor& first, const at::Tensor& second,
                const episodes::OptimizerSettings& settings, double decay) const {
    const at::Tensor step = at::full({}, static_cast<double>(step_count()), first.options());
    at::_fused_adamw_({value(i)}, {gradient(i)}, {first}, {second}, {}, {step},
                      settings.learning_rate, settings.adam_beta1, settings.adam_beta2, decay,
                      settings.adam_epsilon, /*amsgrad=*/false, /*maximize=*/false);
  }

  std::vector<NamedTensor> state() override {
    std::vector<NamedTensor> all;
    for (size_t i = 0; i < moments_.size(); ++i) {
      const Moments& moments = moments_[i];
      const std::string first = parameters()[i].name + ".exp_avg";
      const std::string second = first + "_sq";
      if (moments.whole()) {
        all.push_back({first, moments.first});
        all.push_back({second, moments.second});
        continue;
      }
      all.push_back({first + ".codes", moments.first_blocks.codes});
      all.push_back({first + ".scales", moments.first_blocks.scales});
      all.push_back({second + ".codes", moments.second_blocks.codes});
      all.push_back({second + ".scales", moments.second_blocks.scales});
    }
    return all;
  }

  at::Device device_;
  DynamicMap first_map_, second_map_;
  std::vector<Moments> moments_;
};

}  // namespace

std::unique_ptr<Optimizer> make_adamw_8bit(std::vector<NamedTensor> parameters) {
  return std::make_unique<AdamW8Bit>(std::move(parameters));
}

}  // namespace dragoman::nn
