#include "synthesis/meter.h"

#include <fmt/core.h>

#include "data/fingerprint.h"

namespace dragoman::synthesis {
namespace {

using oracles::Answer;
using oracles::Question;
using oracles::Spent;
using oracles::Statement;

constexpr const char* kTable = R"(
CREATE TABLE IF NOT EXISTS metered (
  question TEXT PRIMARY KEY, kind TEXT NOT NULL, requests INTEGER NOT NULL,
  retries INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL,
  cost REAL NOT NULL, seconds REAL NOT NULL) WITHOUT ROWID;
)";

std::string key_of(const Question& question) {
  const data::Fingerprint print = data::fingerprint(question.row->source, question.draft);
  return fmt::format("{:016x}{:016x}", print.high, print.low);
}

// From the column on.
Spent read_spent(const Statement& row, int first) {
  Spent spent;
  spent.requests = row.number(first);
  spent.retries = row.number(first + 1);
  spent.prompt_tokens = row.number(first + 2);
  spent.completion_tokens = row.number(first + 3);
  spent.cost = row.real(first + 4);
  spent.seconds = row.real(first + 5);
  return spent;
}

class Metered final : public oracles::Oracle {
 public:
  Metered(std::unique_ptr<oracles::Oracle> oracle, Meter& meter)
      : oracle_(std::move(oracle)), meter_(meter) {}

  std::string identity(const Question& question) const override {
    return oracle_->identity(question);
  }
  bool answers(oracles::Ask ask) const override { return oracle_->answers(ask); }
  int64_t workers() const override { return oracle_->workers(); }
  int64_t batch_size() const override { return oracle_->batch_size(); }
  bool is_dear() const override { return oracle_->is_dear(); }
  void close_round(int64_t round) override { oracle_->close_round(round); }
  void stop() override { oracle_->stop(); }

  std::vector<Answer> answer(std::span<const Question> questions) override {
    std::vector<Answer> answers = oracle_->answer(questions);
    for (size_t i = 0; i < answers.size(); ++i) meter_.add(questions[i], answers[i].spent);
    return answers;
  }

 private:
  std::unique_ptr<oracles::Oracle> oracle_;
  Meter& meter_;
};

}  // namespace

Meter::Meter(const Path& file) : database_(file) { database_.run(kTable); }

void Meter::add(const Question& question, const Spent& spent) {
  const auto held = database_.lock();
  Statement(database_,
            "INSERT INTO metered VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (question) DO UPDATE "
            "SET requests = requests + excluded.requests, retries = retries + excluded.retries, "
            "prompt_tokens = prompt_tokens + excluded.prompt_tokens, "
            "completion_tokens = completion_tokens + excluded.completion_tokens, "
            "cost = cost + excluded.cost, seconds = seconds + excluded.seconds")
      .bind(key_of(question))
      .bind(question.row->domain)
      .bind(spent.requests)
      .bind(spent.retries)
      .bind(spent.prompt_tokens)
      .bind(spent.completion_tokens)
      .bind(spent.cost)
      .bind(spent.seconds)
      .run();
}

Spent Meter::of(const Question& question) {
  const auto held = database_.lock();
  Statement select(database_,
                   "SELECT requests, retries, prompt_tokens, completion_tokens, cost, seconds FROM "
                   "metered WHERE question = ?");
  select.bind(key_of(question));
  return select.step() ? read_spent(select, 0) : Spent{};
}

std::map<std::string, Spent> Meter::totals() {
  const auto held = database_.lock();
  Statement select(database_,
                   "SELECT kind, sum(requests), sum(retries), sum(prompt_tokens), "
                   "sum(completion_tokens), sum(cost), sum(seconds) FROM metered GROUP BY kind");
  std::map<std::string, Spent> found;
  while (select.step()) found[select.text(0)] = read_spent(select, 1);
  return found;
}

std::unique_ptr<oracles::Oracle> metered(std::unique_ptr<oracles::Oracle> oracle, Meter& meter) {
  return std::make_unique<Metered>(std::move(oracle), meter);
}

}  // namespace dragoman::synthesis
