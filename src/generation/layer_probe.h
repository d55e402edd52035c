#pragma once

#include <memory>

#include "episodes/layer_probe.h"

namespace dragoman::generation {

std::unique_ptr<episodes::LayerProbe> make_layer_probe(const episodes::LayerProbeSettings& settings,
                                                       int64_t threads);

}  // namespace dragoman::generation
