// An outside program that is told JSON lines and answers with JSON lines. It is started once, and
// again when it dies or falls silent; every line has a number that is never used twice, so that no
// answer can be taken for another question's.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "config/fields.h"
#include "oracles/oracle.h"

namespace dragoman::oracles {

struct ProgramConfig {
  std::vector<std::string> command;
  double timeout = 60.0;
  int64_t max_restarts = 5;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("command", command, "the program and its arguments", config::Required{});
    visit("timeout", timeout, "seconds without an answer after which it is started anew",
          config::above(0.0));
    visit("max_restarts", max_restarts, "times that it is started anew in a run",
          config::at_least(0));
  }
};

// What came back for one line.
struct ProgramReply {
  Json line;
  Failure failure = Failure::kNone;  // kTimeout, kDied
  std::string why;
};

// Thread-safe; one exchange at a time.
class ProgramClient {
 public:
  explicit ProgramClient(ProgramConfig config);
  ~ProgramClient();
  ProgramClient(const ProgramClient&) = delete;
  ProgramClient& operator=(const ProgramClient&) = delete;

  // One reply an object, in their order; the member "id" is added to each. When the program dies or
  // falls silent, the oldest question that it has not answered fails and the others are put again.
  // A program that can't be started is the user's error.
  std::vector<ProgramReply> exchange(std::span<const Json> objects);
  void stop() { stopped_ = true; }

 private:
  struct Exchange;

  void start();
  void end();
  bool talk(Exchange& exchange);
  void write_some(Exchange& exchange);
  bool read_some(Exchange& exchange);
  void take_line(const std::string& line, Exchange& exchange);
  void fail_oldest(Exchange& exchange, bool silent);

  ProgramConfig config_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  int64_t process_ = -1;
  int in_ = -1;   // what it reads
  int out_ = -1;  // what it says
  std::string unread_;
  int64_t starts_ = 0;
  int64_t next_id_ = 0;
};

}  // namespace dragoman::oracles
