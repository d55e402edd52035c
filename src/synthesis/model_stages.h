// Corpus stages that need a model. A stage is one file and one line in model_stages.cpp.
#pragma once

#include "corpus/stage.h"

namespace dragoman::synthesis {

const corpus::Catalog& model_stages();

}  // namespace dragoman::synthesis
