#include "base/team.h"

#include "base/error.h"

namespace dragoman {
namespace {

constexpr int kSpins = 4000;  // about 50 us; then the thread sleeps

// Returns when `counter` is no longer `old`.
void wait_beyond(const std::atomic<uint32_t>& counter, uint32_t old) {
  for (int i = 0; i < kSpins; ++i) {
    if (counter.load(std::memory_order_acquire) != old) return;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  while (counter.load(std::memory_order_acquire) == old) counter.wait(old);
}

}  // namespace

Team::Team(int64_t size) : size_(size) {
  DRAGOMAN_CHECK(size >= 1, "a team has a worker");
  for (int64_t worker = 1; worker < size; ++worker)
    threads_.emplace_back([this, worker] { serve(worker); });
}

Team::~Team() {
  ending_ = true;
  ++task_;
  task_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Team::run(const std::function<void(int64_t)>& body) {
  if (size_ == 1) return body(0);
  body_ = &body;
  ++task_;
  task_.notify_all();
  [&]() noexcept { body(0); }();
  wait_for_all();
}

void Team::serve(int64_t worker) {
  for (uint32_t seen = 0;;) {
    wait_beyond(task_, seen);
    ++seen;
    if (ending_) return;
    [&]() noexcept { (*body_)(worker); }();
    wait_for_all();
  }
}

void Team::wait_for_all() {
  if (size_ == 1) return;
  const uint32_t meeting = barrier_.load();
  if (++arrived_ == size_) {
    arrived_ = 0;
    ++barrier_;
    barrier_.notify_all();
  } else {
    wait_beyond(barrier_, meeting);
  }
}

}  // namespace dragoman
