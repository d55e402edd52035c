// A COMET folder (hparams.yaml, checkpoints/model.ckpt) as far as it can be told without computing.
#pragma once

#include <cstdint>

#include "checkpoints/comet_config.h"
#include "checkpoints/encoder_config.h"
#include "checkpoints/torch_file.h"

namespace dragoman::checkpoints {

inline constexpr const char* kCometEncoder = "encoder.model.";  // before the encoder's tensors

// Its weights.
Path comet_weights(const Path& folder);

// Such folders hold no description of their encoder: it is config.json beside the tokenizer; where
// there is none, the shapes of the weights say all but the number of heads, which is a 64th of the
// width in the published encoders but MiniLM.
EncoderConfig comet_encoder(const CometConfig& config, const TorchFile& weights,
                            const Path& tokenizer);

// Numbers that the estimator sees of one translation; `width` is the encoder's.
int64_t estimator_inputs(const CometConfig& config, int64_t width);

}  // namespace dragoman::checkpoints
