// COMET (Rei et al. 2020, 2022): an encoder, a mix of its layers and a small network that says how
// good a translation is, with a reference or without.
#pragma once

#include <ATen/core/ScalarType.h>

#include <memory>

#include "episodes/scorer.h"

namespace dragoman::scorers {

// From the published layout: hparams.yaml and checkpoints/model.ckpt. What is missing or not
// supported is an Error that names it.
std::unique_ptr<episodes::Scorer> open_comet(const episodes::ScorerSource& source,
                                             at::ScalarType compute);

}  // namespace dragoman::scorers
