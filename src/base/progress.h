// How far a long piece of work is, on stderr: on a terminal one line with a bar that redraws
// itself, in a pipe or a file plain lines, at most one in ten seconds.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace dragoman {

// "1:05" under an hour, "2:03:04" above.
std::string clock_text(double seconds);

// Where the lines go and what time it is; replaceable for tests.
struct ProgressStream {
  bool terminal = false;
  int width = 80;                               // columns
  std::function<void(std::string_view)> write;  // whole pieces, shown at once
  std::function<double()> now;                  // seconds, never goes back

  static ProgressStream standard_error();
};

// `advance` may be called from several threads. The destructor closes the line.
class Progress {
 public:
  // `total` 0: not known. "translate: 120/1000 sentences, 12 %, 34.1/s, 0:26 left".
  Progress(std::string title, std::string unit, int64_t total,
           ProgressStream stream = ProgressStream::standard_error());
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(int64_t count = 1);
  // Shown at the end of the line from the next drawing on: "loss 2.31".
  void note(std::string text);

 private:
  void draw_if_due(bool last);
  std::string line(int64_t done, double seconds) const;
  std::string bar(int64_t done, size_t used) const;

  const std::string title_;
  const std::string unit_;
  const int64_t total_;
  const ProgressStream stream_;
  const double start_;
  std::atomic<int64_t> done_{0};
  std::mutex mutex_;  // guards what follows
  std::string note_;
  double drawn_at_;
  bool drawn_ = false;
};

}  // namespace dragoman
