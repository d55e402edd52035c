#include "episodes/scorer.h"

#include <map>
#include <mutex>

#include "episodes/backend.h"

namespace dragoman::episodes {

std::shared_ptr<const Scorer> shared_scorer(const ScorerSource& source) {
  static std::mutex mutex;
  static std::map<ScorerSource, std::shared_ptr<const Scorer>> opened;
  const std::lock_guard lock(mutex);
  std::shared_ptr<const Scorer>& scorer = opened[source];
  if (!scorer) scorer = backend().make_scorer(source);
  return scorer;
}

}  // namespace dragoman::episodes
