// Runs the built program as a user would: through the shell, with both streams caught.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/files.h"

namespace dragoman {

struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

inline Path fresh_folder(const std::string& name) {
  const Path folder = Path(testing::TempDir()) / ("dragoman_" + name + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

// `line` is a bash line in which $D is the program; its exit code is the line's.
inline Outcome run_shell(const std::string& line) {
  static const Path folder = fresh_folder("end_to_end");
  const Path out = folder / "out";
  const Path err = folder / "err";
  std::ofstream(folder / "line.sh") << "D=" DRAGOMAN_BINARY "\n" << line << "\n";
  const std::string command = "bash " + (folder / "line.sh").string() + " > " + out.string() +
                              " 2> " + err.string() + " < /dev/null";
  const int status = std::system(command.c_str());
  return {WEXITSTATUS(status), read_file(out), read_file(err)};
}

// The program with these arguments, quoted for the shell where needed.
inline Outcome run_program(const std::string& arguments) { return run_shell("$D " + arguments); }

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace dragoman
