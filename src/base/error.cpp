#include "base/error.h"

#include <cstdio>
#include <cstdlib>

namespace dragoman {

void check_failed(const char* condition, const char* file, int line, const std::string& message) {
  fmt::print(stderr, "dragoman: internal error at {}:{}: {} ({})\n", file, line, message,
             condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace dragoman
