// What became of the items of a run, stage by stage.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "synthesis/item.h"

namespace dragoman::synthesis {

class Tally {
 public:
  // Stages are listed in the order in which they are first met.
  void count(const Item& item);

  int64_t items() const { return items_; }
  int64_t accepted() const { return accepted_; }
  // Items that nobody answered, or whose verdicts could not be read, and the reasons with their
  // numbers: "12 http_5xx, 1 unreadable".
  int64_t failed() const;
  std::string failures_text() const;
  std::string text() const;  // "60 of 100 items accepted; critic refused 20 (20 contradiction), …"
  Json json() const;

 private:
  struct Stage {
    int64_t items = 0;  // that it looked at
    std::map<std::string, int64_t> refused;
    int64_t refusals() const;
  };
  Stage& at(const std::string& stage);

  int64_t items_ = 0;
  int64_t accepted_ = 0;
  std::vector<std::pair<std::string, Stage>> stages_;
  std::map<std::string, int64_t> failures_;
};

}  // namespace dragoman::synthesis
