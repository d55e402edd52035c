// What the fuzz targets share. A target may throw Error, which is how the program refuses input;
// everything else that leaves it, and every report of a sanitizer, is a finding.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/files.h"
#include "text/utf8.h"

namespace dragoman::fuzz {

inline std::string_view text_of(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the process as a crash does, with a word on what was expected.
inline void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: expected that %s\n", what);
  std::abort();
}

inline bool is_utf8(std::string_view text) { return !text::first_invalid_utf8(text); }

// What the names of this process's files begin with. In memory where there is /dev/shm.
inline std::string own_files() {
  static const Path folder = std::filesystem::exists("/dev/shm") ? "/dev/shm" : "/tmp";
  return folder / ("dragoman_fuzz_" + std::to_string(::getpid()));
}

inline void write(const Path& path, std::string_view bytes) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  expect(file != nullptr, "the file can be written");
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
}

// The bytes as a file, overwritten by the next call.
inline Path as_file(std::string_view bytes, const std::string& suffix) {
  const Path path = own_files() + suffix;
  write(path, bytes);
  return path;
}

template <class Body>
int run(Body&& body) {
  try {
    body();
  } catch (const Error&) {  // refused
  }
  return 0;
}

}  // namespace dragoman::fuzz
