#include "oracles/program_client.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <map>

#include "base/error.h"

extern char** environ;

namespace dragoman::oracles {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kLongestLine = size_t{16} << 20;
constexpr int kPollMilliseconds = 100;

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw_failure("no pipe to a program: {}", std::strerror(errno));
  return {ends[0], ends[1]};
}

void close_end(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

// A program that is gone must not end us with it.
void ignore_broken_pipes() {
  struct sigaction current {};
  sigaction(SIGPIPE, nullptr, &current);
  if (current.sa_handler == SIG_DFL) std::signal(SIGPIPE, SIG_IGN);
}

// In a process group of its own, so that it ends when we say so, with its children.
int64_t spawn(const std::vector<std::string>& command, int in, int out) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t process = -1;
  const int error = posix_spawnp(&process, words[0], &actions, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw_input("command: {} can't be started: {}", command[0], std::strerror(error));
  return process;
}

}  // namespace

// The questions of one exchange that have no answer yet, oldest first.
struct ProgramClient::Exchange {
  std::span<const Json> objects;
  std::vector<ProgramReply> replies;
  std::vector<size_t> open;         // positions
  std::map<int64_t, size_t> by_id;  // of this life of the program
  std::string unsent;
  Clock::time_point last_answer = Clock::now();
};

ProgramClient::ProgramClient(ProgramConfig config) : config_(std::move(config)) {
  if (config_.command.empty()) throw_input("command: names no program");
  ignore_broken_pipes();
}

ProgramClient::~ProgramClient() { end(); }

void ProgramClient::start() {
  Pipe to = make_pipe();
  Pipe from = make_pipe();
  process_ = spawn(config_.command, to.read, from.write);
  close_end(to.read);
  close_end(from.write);
  in_ = to.write;
  out_ = from.read;
  fcntl(in_, F_SETFL, O_NONBLOCK);
  fcntl(out_, F_SETFL, O_NONBLOCK);
  unread_.clear();
  starts_ += 1;
}

void ProgramClient::end() {
  close_end(in_);
  close_end(out_);
  if (process_ < 0) return;
  kill(static_cast<pid_t>(-process_), SIGKILL);
  waitpid(static_cast<pid_t>(process_), nullptr, 0);
  process_ = -1;
}

std::vector<ProgramReply> ProgramClient::exchange(std::span<const Json> objects) {
  const std::lock_guard lock(mutex_);
  Exchange exchange{.objects = objects,
                    .replies = std::vector<ProgramReply>(objects.size()),
                    .open = {},
                    .by_id = {},
                    .unsent = {}};
  for (size_t i = 0; i < objects.size(); ++i) exchange.open.push_back(i);
  while (!exchange.open.empty() && !stopped_) {
    if (process_ < 0 && starts_ > config_.max_restarts) break;
    if (process_ < 0) start();
    exchange.by_id.clear();
    exchange.unsent.clear();
    for (const size_t i : exchange.open) {
      Json line = {{"id", next_id_}};
      line.update(objects[i]);
      exchange.unsent += to_line(line) + "\n";
      exchange.by_id[next_id_++] = i;
    }
    exchange.last_answer = Clock::now();
    const bool silent = talk(exchange);
    if (exchange.open.empty() || stopped_) break;
    end();
    fail_oldest(exchange, silent);
  }
  for (const size_t i : exchange.open)
    exchange.replies[i] = {Json(), Failure::kDied,
                           fmt::format("{} has ended {} times", config_.command[0], starts_)};
  return std::move(exchange.replies);
}

// Until all is answered; otherwise whether the program fell silent (or else has ended).
bool ProgramClient::talk(Exchange& exchange) {
  const auto limit = std::chrono::duration<double>(config_.timeout);
  while (!exchange.open.empty() && !stopped_) {
    pollfd ends[2] = {{out_, POLLIN, 0}, {exchange.unsent.empty() ? -1 : in_, POLLOUT, 0}};
    if (poll(ends, 2, kPollMilliseconds) < 0 && errno != EINTR) return false;
    if (ends[1].revents != 0) write_some(exchange);
    if (ends[0].revents != 0 && !read_some(exchange)) return false;
    if (Clock::now() - exchange.last_answer > limit) return true;
  }
  return false;
}

void ProgramClient::write_some(Exchange& exchange) {
  const ssize_t sent = write(in_, exchange.unsent.data(), exchange.unsent.size());
  if (sent > 0) exchange.unsent.erase(0, static_cast<size_t>(sent));
  if (sent < 0 && errno != EAGAIN && errno != EINTR)
    exchange.unsent.clear();  // it will say no more
}

// False when nothing more can come.
bool ProgramClient::read_some(Exchange& exchange) {
  char buffer[1 << 16];
  const ssize_t got = read(out_, buffer, sizeof buffer);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) return false;
  unread_.append(buffer, static_cast<size_t>(got));
  size_t begin = 0;
  for (size_t end; (end = unread_.find('\n', begin)) != unread_.npos; begin = end + 1)
    take_line(unread_.substr(begin, end - begin), exchange);
  unread_.erase(0, begin);
  return unread_.size() <= kLongestLine;
}

// What is no answer to an open question is no answer: it is left to the time limit.
void ProgramClient::take_line(const std::string& text, Exchange& exchange) {
  Json line = Json::parse(text, nullptr, false);
  if (!line.is_object() || !line.contains("id") || !line.at("id").is_number_integer()) return;
  const auto place = exchange.by_id.find(line.at("id").get<int64_t>());
  if (place == exchange.by_id.end()) return;
  exchange.replies[place->second].line = std::move(line);
  std::erase(exchange.open, place->second);
  exchange.by_id.erase(place);
  exchange.last_answer = Clock::now();
}

void ProgramClient::fail_oldest(Exchange& exchange, bool silent) {
  exchange.replies[exchange.open.front()] =
      silent ? ProgramReply{Json(), Failure::kTimeout,
                            fmt::format("{} said nothing for {} s", config_.command[0],
                                        config_.timeout)}
             : ProgramReply{Json(), Failure::kDied,
                            fmt::format("{} ended before it answered", config_.command[0])};
  exchange.open.erase(exchange.open.begin());
}

}  // namespace dragoman::oracles
