// One rendering: where it is, for messages, and what it may still spend. A template is somebody
// else's program; every limit ends it with a clear error.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "templates/value.h"

namespace dragoman::templates {

struct Limits {
  int64_t steps = 20'000'000;         // evaluated nodes and visited elements
  int64_t bytes = int64_t{1} << 28;   // of all values made, together
  int64_t output = int64_t{1} << 26;  // of the rendered text
  int depth = 100;                    // of values in values, and of calls in calls
};

class Run {
 public:
  // `name` is the template's file; `where` ("input: line 3", or empty) starts every message.
  Run(std::string name, std::string where, Limits limits)
      : name_(std::move(name)), where_(std::move(where)), limits_(limits) {}

  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void at(int line) { line_ = line; }
  int line() const { return line_; }
  const std::string& where() const { return where_; }
  const Limits& limits() const { return limits_; }

  // The user's error: "WHERE: FILE: line N: MESSAGE".
  template <class... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    fail_with(fmt::format(format, std::forward<Args>(args)...));
  }
  [[noreturn]] void fail_with(const std::string& message) const;
  // What the template itself raises: "WHERE: MESSAGE".
  [[noreturn]] void raise(const std::string& message) const;

  void step(int64_t count = 1) {
    steps_ += count;
    if (steps_ > limits_.steps) out_of_steps();
  }
  // Before so many bytes are made; looking through them costs steps, too.
  void charge(int64_t bytes);
  void check_depth(int depth) const;

  Value text(std::string bytes);
  Value markup(std::string bytes);
  Value list(Items items);
  Value tuple(Items items);
  template <class... Args>
  Value undefined(fmt::format_string<Args...> format, Args&&... args) const {
    return Value(std::make_shared<const Undefined>(
        Undefined{fmt::format(format, std::forward<Args>(args)...)}));
  }

  // An object that may come to hold itself: kept, and released when the rendering ends.
  void keep(std::shared_ptr<Object> object) { kept_.push_back(std::move(object)); }

  // One call inside another, as long as the object lives.
  class Call {
   public:
    explicit Call(Run& run) : run_(run) { run.check_depth(++run.calls_); }
    ~Call() { --run_.calls_; }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    Run& run_;
  };

 private:
  [[noreturn]] void out_of_steps() const;
  Value sequence(Items items, bool tuple);

  std::string name_;
  std::string where_;
  Limits limits_;
  int line_ = 0;
  int64_t steps_ = 0;
  int64_t bytes_ = 0;
  int calls_ = 0;
  std::vector<std::shared_ptr<Object>> kept_;
};

}  // namespace dragoman::templates
