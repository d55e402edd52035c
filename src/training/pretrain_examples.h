// Documents of pre-training as examples, to be looked at or timed.
#pragma once

#include <vector>

#include "training/conversation.h"
#include "training/materials.h"

namespace dragoman::training {

struct DocumentLimits {
  int64_t rows = 0;     // of each domain
  int64_t longest = 0;  // tokens; longer documents are cut
};

// All tokens but the first of each are trained on.
std::vector<Example> document_examples(const Recipe& recipe, const Materials& materials,
                                       const DocumentLimits& limits);

}  // namespace dragoman::training
