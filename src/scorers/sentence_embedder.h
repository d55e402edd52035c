// Sentences as vectors (Reimers and Gurevych 2019): an encoder's folder, or one that
// sentence-transformers wrote, whose modules.json says how tokens are pooled, where texts are cut
// and whether vectors get length 1.
#pragma once

#include <ATen/core/ScalarType.h>

#include <memory>

#include "episodes/scorer.h"

namespace dragoman::scorers {

// A folder without modules.json means the mean over the last layer's tokens, of any length. A
// module that is not supported is an Error that names it.
std::unique_ptr<episodes::Embedder> open_embedder(const episodes::EmbedderSource& source,
                                                  at::ScalarType compute);

}  // namespace dragoman::scorers
