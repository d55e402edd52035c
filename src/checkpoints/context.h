// The length of the texts that a decoder is for, as something that training changes.
#pragma once

#include "checkpoints/model_config.h"

namespace dragoman::checkpoints {

// From now on texts may have `length` tokens (a model that takes longer ones stays as it is), and
// the rotary base is `rope_theta` (0: as it is). config.json says so, too. A stretched rope (yarn
// and its like), or a family with bases of its own, is an Error where something would change.
void extend_context(ModelConfig& config, int64_t length, double rope_theta);

}  // namespace dragoman::checkpoints
