// Whom a reward asks in free words: an oracle of the recipe behind its desk. Equal questions are
// asked once, answered ones never again, and what is lost on the way is counted.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "oracles/desk.h"
#include "oracles/section.h"
#include "rewards/reward.h"

namespace dragoman::rewards {

// The section [reward.judge].
struct JudgeSection {
  oracles::OracleSection oracle;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("judge", oracle, "who is asked: endpoint, checkpoint, program or replay");
  }
};

struct JudgeQuestion {
  const data::Row* row = nullptr;  // whose languages and domain it has
  std::string prompt;
  int64_t sample = 0;  // several of one prompt are told apart by it
};

// Thread-safe.
class Judge {
 public:
  // An oracle that can't be asked in free words is the user's error; `reward` names who asks.
  // Without an oracle in the context nothing is opened, and nobody may ask.
  Judge(const JudgeSection& section, const RewardContext& context, const char* reward);
  // For tests: the oracle itself. `file` keeps answers and failures; empty: memory does.
  explicit Judge(std::unique_ptr<oracles::Oracle> oracle, const Path& file = {});

  // Why an object is no answer to the question at this place, in one word; null: it is one.
  using Check = std::function<const char*(size_t, const Json&)>;

  // One JSON object a question, in their order; nothing where there is no reply, where the reply is
  // not a single JSON object (oracles/json_reply.h), or where `check` finds a fault.
  std::vector<std::optional<Json>> ask(std::span<const JudgeQuestion> questions, int64_t round,
                                       const Check& check);

  // Something for the report.
  void count(const std::string& name, double times = 1.0);

  // Nothing else is asked in this round; what failed in it fails again when it is repeated.
  void close_round(int64_t round);

  // Since the last report, over the rounds that were closed:
  //   asked             replies that were wanted
  //   lost              of them, without any use; lost/REASON by reason: those of
  //                     oracles/oracle.h, unreadable, and what `check` says
  //   and what oracles/spending_report.h has
  std::map<std::string, double> report();

  // What the first reply that was lost by the last call of `ask` was lost for; "" where none was.
  std::string trouble() const;

 private:
  void lose(const std::string& reason, const std::string& why);

  std::unique_ptr<oracles::Desk> desk_;  // null: nobody is asked
  mutable std::mutex mutex_;
  std::map<std::string, double> counts_;
  oracles::Tally tally_;
  std::string trouble_;
};

// A stream that what is shown decides: the same answers are shown in the same order, in every run,
// so that their question is the same one.
Rng order_of(std::string_view what, const data::Row& row);

}  // namespace dragoman::rewards
