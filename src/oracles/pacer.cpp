#include "oracles/pacer.h"

#include <algorithm>
#include <cmath>

namespace dragoman::oracles {

double backoff(int64_t attempt, double initial, double most, Rng& jitter) {
  const double doubled =
      initial * std::pow(2.0, static_cast<double>(std::min<int64_t>(attempt, 60)));
  return std::min(most, doubled) * (1.0 - 0.5 * jitter.uniform());
}

Pacer::Pacer(double requests_per_minute)
    : interval_(requests_per_minute > 0.0 ? length(60.0 / requests_per_minute)
                                          : Clock::duration(0)),
      next_(Clock::now()),
      held_until_(next_) {}

Pacer::Clock::duration Pacer::length(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

bool Pacer::wait_turn() {
  std::unique_lock lock(mutex_);
  const Clock::time_point turn = std::max(next_, Clock::now());
  next_ = turn + interval_;
  while (!stopped_) {
    const Clock::time_point when = std::max(turn, held_until_);
    if (Clock::now() >= when) return true;
    changed_.wait_until(lock, when);
  }
  return false;
}

void Pacer::hold(double seconds) {
  const std::lock_guard lock(mutex_);
  held_until_ = std::max(held_until_, Clock::now() + length(seconds));
}

bool Pacer::sleep(double seconds) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, Clock::now() + length(seconds), [this] { return stopped_; });
  return !stopped_;
}

void Pacer::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

bool Pacer::stopped() {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

}  // namespace dragoman::oracles
