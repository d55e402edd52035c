#include "base/subprocess.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

extern char** environ;

namespace dragoman {
namespace {

// Which files a started program finds open.
class FileActions {
 public:
  explicit FileActions(const Path& printed) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (printed.empty())
      posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    else
      posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, printed.c_str(),
                                       O_WRONLY | O_CREAT | O_TRUNC, 0644);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

int status_of(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0)
    if (errno != EINTR) throw_failure("waiting for a program: {}", std::strerror(errno));
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Path own_program() { return std::filesystem::read_symlink("/proc/self/exe"); }

int run_program(const std::vector<std::string>& words, const Path& printed) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const Path partial = printed.empty() ? Path() : Path(printed.string() + ".partial");
  const FileActions actions(partial);
  pid_t process = -1;
  const int error =
      posix_spawnp(&process, arguments[0], actions.get(), nullptr, arguments.data(), environ);
  if (error != 0) throw_failure("{} can't be started: {}", words[0], std::strerror(error));
  const int status = status_of(process);
  if (status == 0 && !printed.empty()) std::filesystem::rename(partial, printed);
  return status;
}

}  // namespace dragoman
