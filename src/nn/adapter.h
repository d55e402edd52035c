// LoRA adapters in PEFT's layout (adapter_config.json, adapter_model.safetensors), added to the
// weights they were trained on (Hu et al., 2022; rank-stabilised: Kalajdzievski, 2023).
#pragma once

#include <filesystem>

#include "nn/weights.h"

namespace dragoman::nn {

// W + scale * B A for every adapted matrix, and the modules that were saved whole. What a folder
// asks and can't be done (DoRA, biases, another method than LoRA, a tensor that fits nothing) is an
// Error that names it.
void add_adapter(Weights& weights, const std::filesystem::path& folder);

}  // namespace dragoman::nn
