// Every stage, one line each.
#include "corpus/stage.h"

namespace dragoman::corpus {

#define FOR_EACH_STAGE(X) \
  X(buckets)              \
  X(convert)              \
  X(decontaminate)        \
  X(deduplicate)          \
  X(identify)             \
  X(mix)                  \
  X(quality)              \
  X(rank)                 \
  X(train_quality)

#define DECLARE(name) config::Entry<Stage> name();
FOR_EACH_STAGE(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("corpus stage", {FOR_EACH_STAGE(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::corpus
