#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.h"
#include "base/terminal.h"

namespace dragoman::cli {
namespace {

[[noreturn]] void output_failed() {
  if (errno == EPIPE) throw ReaderGone();
  throw_failure("cannot write the results: {}", std::strerror(errno));
}

}  // namespace

void write_out(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size()) output_failed();
}

void flush_out() {
  if (std::fflush(stdout) != 0) output_failed();
}

bool stdout_has_colours() { return takes_colour(STDOUT_FILENO); }

std::string bold(std::string_view text) {
  if (!stdout_has_colours()) return std::string(text);
  return fmt::format("\x1b[1m{}\x1b[0m", text);
}

}  // namespace dragoman::cli
