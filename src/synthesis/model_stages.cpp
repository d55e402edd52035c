#include "synthesis/model_stages.h"

#define FOR_EACH_MODEL_STAGE(X) X(perplexity)

namespace dragoman::synthesis {

#define DECLARE(name) config::Entry<corpus::Stage> name();
FOR_EACH_MODEL_STAGE(DECLARE)
#undef DECLARE

const corpus::Catalog& model_stages() {
#define ROW(name) name(),
  static const corpus::Catalog entries("corpus stage", {FOR_EACH_MODEL_STAGE(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::synthesis
