// When the next request may be sent: so many a minute, and nobody before a server that asked for
// time has had it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "base/random.h"

namespace dragoman::oracles {

// Seconds to wait before retry `attempt` (from 0): doubling from `initial` up to `most`, shortened
// by up to half at random so that what failed together does not come back together.
double backoff(int64_t attempt, double initial, double most, Rng& jitter);

// Thread-safe.
class Pacer {
 public:
  explicit Pacer(double requests_per_minute);  // 0: as many as there are

  // Waits for this request's turn; false: everything ends.
  bool wait_turn();
  // Nobody's turn comes in the next seconds.
  void hold(double seconds);
  // Waits; false: everything ends.
  bool sleep(double seconds);
  void stop();
  bool stopped();

 private:
  using Clock = std::chrono::steady_clock;
  static Clock::duration length(double seconds);

  Clock::duration interval_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Clock::time_point next_;  // turn that nobody has taken
  Clock::time_point held_until_;
  bool stopped_ = false;
};

}  // namespace dragoman::oracles
