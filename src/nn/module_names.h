// Modules named by the ends of their names, as PEFT names LoRA's targets.
#pragma once

#include <string>
#include <vector>

#include "nn/named_tensor.h"
#include "nn/weights.h"

namespace dragoman::nn {

// A name is the module's own or its end, behind a dot.
bool names_module(const std::string& name, const std::string& module);

// "model.norm" of "model.norm.weight".
std::string module_of(const std::string& parameter);

// "up_proj" of "model.layers.0.mlp.up_proj".
std::string last_part(const std::string& module);

// The parameters inside modules of these names, which then want gradients; no names: all of them. A
// module may be a part of the model ("layers.3", "mlp") or a single layer ("lm_head"). A name that
// means nothing is an Error with the nearest.
std::vector<NamedTensor> train_modules(Weights& weights, const std::vector<std::string>& names);

}  // namespace dragoman::nn
