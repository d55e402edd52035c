// What every question took, kept in the run's database, so that an item knows its price in a run
// that died and went on as well.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "oracles/database.h"
#include "oracles/oracle.h"

namespace dragoman::synthesis {

// Thread-safe. A question's kind is the domain of its row.
class Meter {
 public:
  explicit Meter(const Path& file);

  void add(const oracles::Question& question, const oracles::Spent& spent);
  // Of all times that it was asked; zeros where another run's cache answered.
  oracles::Spent of(const oracles::Question& question);
  // By kind of question.
  std::map<std::string, oracles::Spent> totals();

 private:
  oracles::Database database_;
};

// An oracle whose answers are metered before anybody sees them.
std::unique_ptr<oracles::Oracle> metered(std::unique_ptr<oracles::Oracle> oracle, Meter& meter);

}  // namespace dragoman::synthesis
