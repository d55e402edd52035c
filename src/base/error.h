// The one exception type. Its text is for the user: what was found, where, and what to do about it.
#pragma once

#include <fmt/core.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace dragoman {

// Why a command ends early; the value is the exit code.
enum class Fault {
  kFailure = 1,       // the machine's side: full disk, read-only folder, dead peer
  kInput = 2,         // the user's side: usage, recipe, data, checkpoint
  kInterrupted = 130  // Ctrl-C or SIGTERM, after the work was saved
};

class Error final : public std::runtime_error {
 public:
  explicit Error(const std::string& message, Fault fault = Fault::kInput)
      : std::runtime_error(message), fault_(fault) {}

  Fault fault() const { return fault_; }
  int exit_code() const { return static_cast<int>(fault_); }

 private:
  Fault fault_;
};

// Throws the user's mistake: `throw_input("{}: line {}: …", path, line)`.
template <class... Args>
[[noreturn]] void throw_input(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(fmt::format(format, std::forward<Args>(args)...), Fault::kInput);
}

// Throws what the machine could not do.
template <class... Args>
[[noreturn]] void throw_failure(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(fmt::format(format, std::forward<Args>(args)...), Fault::kFailure);
}

[[noreturn]] void check_failed(const char* condition, const char* file, int line,
                               const std::string& message);

}  // namespace dragoman

// Our own mistake, never the user's: prints where and ends the program.
#define DRAGOMAN_CHECK(condition, message)                                 \
  do {                                                                     \
    if (!(condition)) [[unlikely]]                                         \
      ::dragoman::check_failed(#condition, __FILE__, __LINE__, (message)); \
  } while (false)
