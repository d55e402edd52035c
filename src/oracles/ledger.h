// What a run spends on an oracle, request by request, so that a budget holds: for requests in
// flight at the same time, and for a run that died and goes on.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <optional>
#include <string>

#include "oracles/database.h"

namespace dragoman::oracles {

// 0: no limit.
struct Budget {
  int64_t requests = 0;
  double cost = 0.0;
};

struct Charge {
  double cost = 0.0;
  int64_t prompt_tokens = 0;
  int64_t completion_tokens = 0;
  std::string outcome = {};  // "answered", or the reason of a failure
};

// Thread-safe; several processes may spend from one file.
class Ledger {
 public:
  Ledger(const Path& file, const Budget& budget);

  // Enters a request at the most it can cost, before it is sent; its number, or nothing when it
  // could exceed the budget. While requests in flight may turn out cheaper, it waits for them.
  std::optional<int64_t> reserve(double most);
  // What it cost after all.
  void settle(int64_t request, const Charge& charge);
  // Lets nobody wait any more.
  void stop();

  // Of all that this file knows of; requests that were never settled count at their most.
  struct Totals {
    int64_t requests = 0;
    double cost = 0.0;
  };
  Totals totals();

 private:
  std::optional<int64_t> enter(double most);
  Totals read_totals();

  Database database_;
  Budget budget_;
  std::condition_variable settled_;
  int64_t in_flight_ = 0;
  bool stopped_ = false;
};

}  // namespace dragoman::oracles
