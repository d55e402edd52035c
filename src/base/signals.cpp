#include "base/signals.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "base/error.h"

namespace dragoman {
namespace {

constexpr int kExitCode = static_cast<int>(Fault::kInterrupted);

std::atomic<bool> flag{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a handler may only touch lock-free atomics");

extern "C" void end_process(int) { ::_exit(kExitCode); }

extern "C" void raise_flag(int) {
  if (flag.exchange(true)) ::_exit(kExitCode);
}

void install(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction present = {};
    ::sigaction(signal, nullptr, &present);
    if (present.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);  // nohup, `&`
  }
}

}  // namespace

void end_on_interrupt() {
  install(&end_process);
  ::signal(SIGPIPE, SIG_IGN);
}

void watch_interrupts() {
  flag = false;
  install(&raise_flag);
}

bool interrupted() { return flag.load(std::memory_order_relaxed); }

void throw_if_interrupted() {
  if (interrupted()) throw Error("interrupted", Fault::kInterrupted);
}

}  // namespace dragoman
