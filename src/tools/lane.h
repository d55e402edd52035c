// The threads of a tool that takes its time.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace dragoman::tools {

// Threads are made when there is work for them, and end with the lane; what has not begun then is
// left out.
class Lane {
 public:
  explicit Lane(int64_t workers) : workers_(static_cast<size_t>(workers)) {}
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Called in the order of the jobs, at most `workers` at once. A job does not throw.
  void add(std::function<void()> job);

 private:
  void work();

  size_t workers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  size_t idle_ = 0;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dragoman::tools
