#include "oracles/database.h"

#include <sqlite3.h>

#include "base/error.h"

namespace dragoman::oracles {
namespace {

constexpr int kBusyMilliseconds = 30'000;

}  // namespace

Statement::Statement(Database& database, const char* sql) : database_(database) {
  if (sqlite3_prepare_v2(database.handle_, sql, -1, &statement_, nullptr) != SQLITE_OK)
    database.fail();
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(std::string_view text) {
  const char* data = text.empty() ? "" : text.data();  // a null pointer would be NULL
  if (sqlite3_bind_text(statement_, ++bound_, data, static_cast<int>(text.size()),
                        SQLITE_TRANSIENT) != SQLITE_OK)
    database_.fail();
  return *this;
}

Statement& Statement::bind(int64_t number) {
  if (sqlite3_bind_int64(statement_, ++bound_, number) != SQLITE_OK) database_.fail();
  return *this;
}

Statement& Statement::bind(double number) {
  if (sqlite3_bind_double(statement_, ++bound_, number) != SQLITE_OK) database_.fail();
  return *this;
}

Statement& Statement::bind_null() {
  if (sqlite3_bind_null(statement_, ++bound_) != SQLITE_OK) database_.fail();
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_.fail();
  return code == SQLITE_ROW;
}

void Statement::run() {
  while (step()) {
  }
}

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? std::string() : std::string(data, static_cast<size_t>(size));
}

int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_, column); }

double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

// With a write-ahead log a commit is in the kernel's hands, so that only a power failure can lose
// the last ones, and nothing can damage the file.
Database::Database(const Path& file) : name_(file.empty() ? ":memory:" : file.string()) {
  if (file.has_parent_path()) make_folder(file.parent_path());
  if (sqlite3_open(name_.c_str(), &handle_) != SQLITE_OK) fail();
  sqlite3_busy_timeout(handle_, kBusyMilliseconds);
  run("PRAGMA journal_mode = WAL");
  run("PRAGMA synchronous = NORMAL");
}

Database::~Database() { sqlite3_close(handle_); }

void Database::run(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

int64_t Database::last_row() const { return sqlite3_last_insert_rowid(handle_); }

void Database::fail() const {
  const char* why = handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_);
  throw_failure("{}: the database of the oracle: {}", name_, why);
}

}  // namespace dragoman::oracles
