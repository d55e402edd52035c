// Threads that work in step on one piece of work after another, microseconds apart: where
// `parallel_for` would sleep and wake, they wait awake for a moment.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace dragoman {

class Team {
 public:
  explicit Team(int64_t size);  // at least 1, the caller included
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int64_t size() const { return size_; }

  // body(worker) for all workers 0 … size - 1 at once, 0 on the calling thread; returns when all
  // are done. A body that throws ends the program. One caller at a time.
  void run(const std::function<void(int64_t worker)>& body);

  // Inside a body: goes on when every worker has come here. All call it equally often.
  void wait_for_all();

 private:
  void serve(int64_t worker);

  const int64_t size_;
  std::atomic<uint32_t> task_{0};     // counts the bodies begun
  std::atomic<uint32_t> barrier_{0};  // counts the meetings
  std::atomic<int64_t> arrived_{0};
  std::atomic<bool> ending_{false};
  const std::function<void(int64_t)>* body_ = nullptr;
  std::vector<std::thread> threads_;
};

}  // namespace dragoman
