// CometKiwi (Rei et al. 2022) and earlier referenceless COMETs: quality estimation, from the source
// alone.
#include "metrics/catalog.h"
#include "metrics/learned_metric.h"

namespace dragoman::metrics {
namespace {

class CometKiwi final : public LearnedMetric {
 public:
  explicit CometKiwi(const LearnedConfig& config)
      : LearnedMetric("CometKiwi", config, ReferenceUse::kNever) {}
};

}  // namespace

Entry cometkiwi() {
  return config::make_entry<Metric, CometKiwi, LearnedConfig>(
      "cometkiwi", "CometKiwi, with a model's folder: learned quality, without references.");
}

}  // namespace dragoman::metrics
