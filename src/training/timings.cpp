#include "training/timings.h"

namespace dragoman::training {

void Timings::lap(const std::string& phase) {
  const Clock::time_point now = Clock::now();
  const std::string name = "timing_s/" + phase;
  phases_[name] = phases_.value(name, 0.0) + std::chrono::duration<double>(now - last_).count();
  last_ = now;
}

Json Timings::add_to(Json report) const {
  report.update(phases_);
  report["timing_s/step"] = std::chrono::duration<double>(Clock::now() - start_).count();
  return report;
}

}  // namespace dragoman::training
