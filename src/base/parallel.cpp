#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"

namespace dragoman {
namespace {

std::atomic<int64_t> chosen_threads{0};
thread_local bool inside_body = false;

// One call of parallel_for. Chunks are handed out in rising order, so when one throws, every lower
// one has been handed out already: the lowest exception is always found.
class Job {
 public:
  Job(int64_t count, int64_t grain, const std::function<void(int64_t)>& body)
      : count_(count), grain_(grain), chunks_((count + grain - 1) / grain), body_(body) {}

  int64_t chunks() const { return chunks_; }

  // Works until no chunk is left. `body_` is touched only while its caller waits.
  void work() {
    inside_body = true;
    for (int64_t chunk = next_++; chunk < chunks_; chunk = next_++) {
      run(chunk);
      if (++finished_ == chunks_) {
        const std::lock_guard lock(mutex_);
        done_.notify_all();
      }
    }
    inside_body = false;
  }

  void wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return finished_ == chunks_; });
    // Taken out of the job, which a helper may be the last to hold.
    if (const std::exception_ptr error = std::move(error_)) std::rethrow_exception(error);
  }

 private:
  void run(int64_t chunk) {
    if (chunk > failed_chunk_) return;
    try {
      const int64_t end = std::min(count_, (chunk + 1) * grain_);
      for (int64_t i = chunk * grain_; i < end; ++i) body_(i);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (chunk >= failed_chunk_) return;
      failed_chunk_ = chunk;
      error_ = std::current_exception();
    }
  }

  const int64_t count_;
  const int64_t grain_;
  const int64_t chunks_;
  const std::function<void(int64_t)>& body_;
  std::atomic<int64_t> next_{0};
  std::atomic<int64_t> finished_{0};
  std::atomic<int64_t> failed_chunk_{INT64_MAX};
  std::mutex mutex_;
  std::condition_variable done_;
  std::exception_ptr error_;
};

// Grows to the number of helpers asked for; threads wait for work until the process ends.
class Pool {
 public:
  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  void help(const std::shared_ptr<Job>& job, int64_t helpers) {
    const std::lock_guard lock(mutex_);
    while (static_cast<int64_t>(threads_.size()) < helpers)
      threads_.emplace_back([this] { run(); });
    for (int64_t i = 0; i < helpers; ++i) queue_.push_back(job);
    wake_.notify_all();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (ending_) return;
      const std::shared_ptr<Job> job = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      job->work();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Job>> queue_;
  std::vector<std::thread> threads_;
  bool ending_ = false;
};

Pool& pool() {
  static Pool made;
  return made;
}

}  // namespace

int64_t threads_from(std::string_view text) {
  int64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return std::max<int64_t>(count, 0);
}

int64_t thread_count() {
  if (const int64_t chosen = chosen_threads; chosen > 0) return chosen;
  const char* variable = std::getenv("OMP_NUM_THREADS");
  if (const int64_t asked = threads_from(variable == nullptr ? "" : variable); asked > 0) {
    return asked;
  }
  return std::max<int64_t>(1, std::thread::hardware_concurrency());
}

void set_thread_count(int64_t count) {
  DRAGOMAN_CHECK(count >= 1, "at least one thread works");
  chosen_threads = count;
}

void parallel_for(int64_t count, const std::function<void(int64_t)>& body, int64_t grain) {
  DRAGOMAN_CHECK(grain >= 1, "a grain holds at least one index");
  if (count <= 0) return;
  const int64_t threads = inside_body ? 1 : thread_count();
  if (threads == 1 || count <= grain) {
    for (int64_t i = 0; i < count; ++i) body(i);
    return;
  }
  const auto job = std::make_shared<Job>(count, grain, body);
  pool().help(job, std::min(threads, job->chunks()) - 1);
  job->work();
  job->wait();
}

}  // namespace dragoman
