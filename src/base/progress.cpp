#include "base/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/terminal.h"

namespace dragoman {
namespace {

constexpr double kTerminalPause = 0.1;  // seconds between two drawings
constexpr double kPlainPause = 10.0;

double steady_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

std::string rate_text(double rate) {
  return rate < 100.0 ? fmt::format("{:.3g}/s", rate) : fmt::format("{:.0f}/s", rate);
}

}  // namespace

std::string clock_text(double seconds) {
  const auto whole = static_cast<int64_t>(std::max(0.0, seconds) + 0.5);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

ProgressStream ProgressStream::standard_error() {
  ProgressStream stream;
  stream.terminal = is_terminal(STDERR_FILENO);
  stream.width = terminal_width(STDERR_FILENO);
  stream.write = [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  };
  stream.now = &steady_seconds;
  return stream;
}

Progress::Progress(std::string title, std::string unit, int64_t total, ProgressStream stream)
    : title_(std::move(title)),
      unit_(std::move(unit)),
      total_(total),
      stream_(std::move(stream)),
      start_(stream_.now()),
      drawn_at_(start_) {}

Progress::~Progress() {
  if (!drawn_) return;  // it was over before anyone could wonder
  draw_if_due(true);
  if (stream_.terminal) stream_.write("\n");
}

void Progress::advance(int64_t count) {
  done_.fetch_add(count, std::memory_order_relaxed);
  draw_if_due(false);
}

void Progress::note(std::string text) {
  const std::lock_guard lock(mutex_);
  note_ = std::move(text);
}

void Progress::draw_if_due(bool last) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return;  // another thread draws right now
  const double now = stream_.now();
  if (!last && now - drawn_at_ < (stream_.terminal ? kTerminalPause : kPlainPause)) return;
  drawn_at_ = now;
  drawn_ = true;
  const int64_t done = done_.load(std::memory_order_relaxed);
  const std::string text = line(done, now - start_);
  if (stream_.terminal) {
    stream_.write(fmt::format("\r{}{}\x1b[K", text, bar(done, text.size())));
  } else {
    stream_.write(text + "\n");
  }
}

std::string Progress::line(int64_t done, double seconds) const {
  std::string text = total_ > 0 ? fmt::format("{}: {}/{} {}", title_, done, total_, unit_)
                                : fmt::format("{}: {} {}", title_, done, unit_);
  if (total_ > 0) text += fmt::format(", {} %", done * 100 / total_);
  if (seconds > 0.0 && done > 0) {
    const double rate = static_cast<double>(done) / seconds;
    text += ", " + rate_text(rate);
    if (total_ > done) {
      text += fmt::format(", {} left", clock_text(static_cast<double>(total_ - done) / rate));
    }
  }
  if (!note_.empty()) text += ", " + note_;
  if (stream_.terminal && text.size() >= static_cast<size_t>(stream_.width)) {
    text.resize(static_cast<size_t>(std::max(stream_.width - 1, 0)));
  }
  return text;
}

// Fills the rest of the terminal's line, up to 30 columns; "" where there is no room.
std::string Progress::bar(int64_t done, size_t used) const {
  constexpr int64_t kLongest = 30;
  constexpr int64_t kShortest = 5;
  const int64_t room = std::min(kLongest, stream_.width - static_cast<int64_t>(used) - 4);
  if (total_ <= 0 || room < kShortest) return "";
  const int64_t full = std::clamp<int64_t>(done * room / total_, 0, room);
  return fmt::format(" [{:#<{}}{:.<{}}]", "", full, "", room - full);
}

}  // namespace dragoman
