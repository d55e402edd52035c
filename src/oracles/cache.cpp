#include "oracles/cache.h"

#include "base/json.h"

namespace dragoman::oracles {
namespace {

constexpr const char* kTables = R"(
CREATE TABLE IF NOT EXISTS oracles (number INTEGER PRIMARY KEY, identity TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
  oracle INTEGER NOT NULL, ask TEXT NOT NULL, direction TEXT NOT NULL, source TEXT NOT NULL,
  draft TEXT NOT NULL, text TEXT NOT NULL, score REAL, stretches TEXT NOT NULL,
  failure TEXT NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (oracle, ask, direction, source, draft)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (
  round INTEGER NOT NULL, oracle INTEGER NOT NULL, ask TEXT NOT NULL, direction TEXT NOT NULL,
  source TEXT NOT NULL, draft TEXT NOT NULL, reason TEXT NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (round, oracle, ask, direction, source, draft)) WITHOUT ROWID;
)";

Statement& bind_key(Statement& statement, int64_t oracle, const CacheKey& key) {
  return statement.bind(oracle).bind(key.ask).bind(key.direction).bind(key.source).bind(key.draft);
}

std::string text_of(const std::vector<Stretch>& stretches) {
  Json list = Json::array();
  for (const Stretch& stretch : stretches)
    list.push_back({stretch.begin, stretch.end, stretch.value});
  return list.dump();
}

std::vector<Stretch> stretches_of(const std::string& text) {
  std::vector<Stretch> found;
  for (const Json& stretch : parse_json(text, "stretches of a kept answer"))
    found.push_back({stretch.at(0), stretch.at(1), stretch.at(2)});
  return found;
}

}  // namespace

CacheKey key_of(const Oracle& oracle, const Question& question) {
  return {oracle.identity(question), name_of(question.ask), question.row->direction(),
          question.row->source, question.draft};
}

Cache::Cache(const Path& file) : database_(file) { database_.run(kTables); }

// Other processes may add to the table of identities, too.
int64_t Cache::number_of(const std::string& oracle) {
  const auto known = numbers_.find(oracle);
  if (known != numbers_.end()) return known->second;
  Statement(database_, "INSERT OR IGNORE INTO oracles (identity) VALUES (?)").bind(oracle).run();
  Statement select(database_, "SELECT number FROM oracles WHERE identity = ?");
  select.bind(oracle).step();
  return numbers_[oracle] = select.number(0);
}

std::optional<Answer> Cache::find(const CacheKey& key) {
  const auto held = database_.lock();
  Statement select(
      database_,
      "SELECT text, score, stretches, failure, why FROM answers WHERE oracle = ? AND ask = ? AND "
      "direction = ? AND source = ? AND draft = ?");
  if (!bind_key(select, number_of(key.oracle), key).step()) return std::nullopt;
  Answer answer;
  answer.text = select.text(0);
  if (!select.is_null(1)) answer.score = select.real(1);
  answer.stretches = stretches_of(select.text(2));
  answer.failure = failure_of(select.text(3));
  answer.why = select.text(4);
  return answer;
}

void Cache::keep(const CacheKey& key, const Answer& answer) {
  const auto held = database_.lock();
  const int64_t oracle = number_of(key.oracle);
  // Of two processes that asked the same at once, the first is right for both from now on.
  Statement insert(database_,
                   "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  bind_key(insert, oracle, key).bind(answer.text);
  if (answer.score)
    insert.bind(*answer.score);
  else
    insert.bind_null();
  insert.bind(text_of(answer.stretches)).bind(name_of(answer.failure)).bind(answer.why).run();
}

std::optional<Answer> Cache::find_failure(const CacheKey& key, int64_t round) {
  const auto held = database_.lock();
  Statement select(database_,
                   "SELECT reason, why FROM failures WHERE round = ? AND oracle = ? AND ask = ? "
                   "AND direction = ? AND source = ? AND draft = ?");
  if (!bind_key(select.bind(round), number_of(key.oracle), key).step()) return std::nullopt;
  return Answer::failed(failure_of(select.text(0)), select.text(1));
}

void Cache::forget_failures() {
  const auto held = database_.lock();
  database_.run("DELETE FROM failures");
}

void Cache::keep_failures(const std::map<CacheKey, Answer>& failures, int64_t round) {
  const auto held = database_.lock();
  Transaction transaction(database_);
  for (const auto& [key, answer] : failures) {
    Statement insert(database_, "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    bind_key(insert.bind(round), number_of(key.oracle), key)
        .bind(name_of(answer.failure))
        .bind(answer.why)
        .run();
  }
  transaction.commit();
}

}  // namespace dragoman::oracles
