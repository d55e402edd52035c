#include "oracles/ledger.h"

namespace dragoman::oracles {
namespace {

constexpr const char* kTables = R"(
CREATE TABLE IF NOT EXISTS spending (
  request INTEGER PRIMARY KEY, cost REAL NOT NULL, prompt_tokens INTEGER,
  completion_tokens INTEGER, outcome TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS totals (
  only INTEGER PRIMARY KEY CHECK (only = 1), requests INTEGER NOT NULL, cost REAL NOT NULL);
INSERT OR IGNORE INTO totals VALUES (1, 0, 0.0);
)";

constexpr double kRounding = 1e-9;  // of a budget: sums of prices are not exact

}  // namespace

Ledger::Ledger(const Path& file, const Budget& budget) : database_(file), budget_(budget) {
  database_.run(kTables);
}

std::optional<int64_t> Ledger::reserve(double most) {
  auto held = database_.lock();
  while (true) {
    const std::optional<int64_t> request = enter(most);
    if (request) in_flight_ += 1;
    const bool out_of_requests = budget_.requests > 0 && read_totals().requests >= budget_.requests;
    if (request || stopped_ || in_flight_ == 0 || out_of_requests) return request;
    settled_.wait(held);
  }
}

std::optional<int64_t> Ledger::enter(double most) {
  Transaction transaction(database_);
  const Totals spent = read_totals();
  if (budget_.requests > 0 && spent.requests >= budget_.requests) return std::nullopt;
  if (budget_.cost > 0.0 && spent.cost + most > budget_.cost * (1.0 + kRounding))
    return std::nullopt;
  Statement(database_, "INSERT INTO spending (cost, outcome) VALUES (?, 'in flight')")
      .bind(most)
      .run();
  const int64_t request = database_.last_row();
  Statement(database_, "UPDATE totals SET requests = requests + 1, cost = cost + ?")
      .bind(most)
      .run();
  transaction.commit();
  return request;
}

void Ledger::settle(int64_t request, const Charge& charge) {
  const auto held = database_.lock();
  Transaction transaction(database_);
  Statement(database_,
            "UPDATE totals SET cost = cost + ? - (SELECT cost FROM spending WHERE request = ?)")
      .bind(charge.cost)
      .bind(request)
      .run();
  Statement(database_,
            "UPDATE spending SET cost = ?, prompt_tokens = ?, completion_tokens = ?, outcome = ? "
            "WHERE request = ?")
      .bind(charge.cost)
      .bind(charge.prompt_tokens)
      .bind(charge.completion_tokens)
      .bind(charge.outcome)
      .bind(request)
      .run();
  transaction.commit();
  in_flight_ -= 1;
  settled_.notify_all();
}

void Ledger::stop() {
  const auto held = database_.lock();
  stopped_ = true;
  settled_.notify_all();
}

Ledger::Totals Ledger::totals() {
  const auto held = database_.lock();
  return read_totals();
}

Ledger::Totals Ledger::read_totals() {
  Statement select(database_, "SELECT requests, cost FROM totals");
  select.step();
  return {select.number(0), select.real(1)};
}

}  // namespace dragoman::oracles
