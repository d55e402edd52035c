#include "metrics/catalog.h"

#define FOR_EACH_METRIC(X) \
  X(bleu)                  \
  X(chrf)                  \
  X(ter)                   \
  X(edit)                  \
  X(rouge_l)               \
  X(doc_chrf)              \
  X(m_eta)                 \
  X(comet)                 \
  X(cometkiwi)             \
  X(similarity)            \
  X(terminology)           \
  X(language)              \
  X(numbers)               \
  X(tags)                  \
  X(placeholders)          \
  X(urls)                  \
  X(accuracy)              \
  X(length_ratio)          \
  X(copy_rate)             \
  X(repetition)

namespace dragoman::metrics {

#define DECLARE(name) Entry name();
FOR_EACH_METRIC(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("metric", {FOR_EACH_METRIC(ROW)});
#undef ROW
  return entries;
}

}  // namespace dragoman::metrics
