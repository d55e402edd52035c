#include "training/timings.h"

namespace dragoman::training {

void Timings::lap(const std::string& phase) {
  const Clock::time_point now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - last_).count();
  const auto add = [&](const std::string& name) {
    phases_["timing_s/" + name] = phases_.value("timing_s/" + name, 0.0) + seconds;
  };
  const size_t slash = phase.find('/');
  if (slash != std::string::npos) add(phase.substr(0, slash));
  add(phase);
  last_ = now;
}

Json Timings::add_to(Json report) const {
  report.update(phases_);
  report["timing_s/step"] = std::chrono::duration<double>(Clock::now() - start_).count();
  return report;
}

}  // namespace dragoman::training
