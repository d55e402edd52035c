// Prompts to one oracle, many at a time, through its desk: equal ones are asked once, answered
// ones never again.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "oracles/desk.h"
#include "oracles/section.h"
#include "synthesis/item.h"
#include "synthesis/meter.h"

namespace dragoman::synthesis {

struct Request {
  std::string kind;  // of step: "draft", "answer", or a check's name
  std::string prompt;
  int64_t sample = 0;  // several of one prompt are told apart by it
  bool raw = false;    // the prompt is no message (oracles/prompts.h)
};

// Not thread-safe. Its answers are kept in oracle.sqlite of `folder`, or where the section says.
class Asker {
 public:
  // `name` is "generator" or "critic". An oracle that can't be asked in free words is the user's
  // error.
  Asker(std::string name, const oracles::OracleSection& section, const Path& folder,
        const Rng& rng);
  // For tests: the oracle itself. `file` keeps the answers; empty: nothing is kept.
  Asker(std::string name, std::unique_ptr<oracles::Oracle> oracle, const Path& file,
        const Path& cache = {});

  // One step a request, in their order; a failure is one, too. Nothing after Ctrl-C. `answered` is
  // called behind each.
  std::optional<std::vector<Step>> ask(std::span<const Request> requests,
                                       const std::string& language,
                                       const std::function<void()>& answered);

  // By kind of request, over all that this run folder ever asked.
  std::map<std::string, oracles::Spent> spent() { return meter_.totals(); }
  // Of the answers that were collected here.
  const oracles::Spent& spent_here() const { return spent_here_; }

 private:
  std::string name_;
  std::vector<data::Row> rows_;  // of the round: the desk's questions point at them
  Meter meter_;
  oracles::Desk desk_;
  int64_t round_ = 0;
  oracles::Spent spent_here_;
};

}  // namespace dragoman::synthesis
