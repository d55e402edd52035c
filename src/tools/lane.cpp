#include "tools/lane.h"

#include <utility>

namespace dragoman::tools {

Lane::~Lane() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    jobs_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Lane::add(std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  jobs_.push_back(std::move(job));
  if (jobs_.size() > idle_ && threads_.size() < workers_) threads_.emplace_back([this] { work(); });
  changed_.notify_one();
}

void Lane::work() {
  std::unique_lock lock(mutex_);
  while (!closed_) {
    if (jobs_.empty()) {
      ++idle_;
      changed_.wait(lock);
      --idle_;
      continue;
    }
    const std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace dragoman::tools
