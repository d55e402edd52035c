// A SQLite file: crash-safe, shared by threads and processes.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/files.h"

struct sqlite3;
struct sqlite3_stmt;

namespace dragoman::oracles {

class Database;

// One prepared statement, with its values bound in order. Errors are failures that name the file.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::string_view text);
  Statement& bind(int64_t number);
  Statement& bind(double number);
  Statement& bind_null();

  bool step();  // whether there is a row
  void run();   // to its end

  std::string text(int column) const;
  int64_t number(int column) const;
  double real(int column) const;
  bool is_null(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

class Database {
 public:
  // Opens or makes the file; an empty path is a database in memory.
  explicit Database(const Path& file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Statements are used by whoever holds this.
  std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }
  void run(const char* sql);
  int64_t last_row() const;

 private:
  friend class Statement;
  [[noreturn]] void fail() const;

  std::string name_;
  sqlite3* handle_ = nullptr;
  std::mutex mutex_;
};

// Everything until `commit`, or nothing. Others wait for it.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
  }
  ~Transaction() {
    if (!committed_) database_.run("ROLLBACK");
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit() {
    database_.run("COMMIT");
    committed_ = true;
  }

 private:
  Database& database_;
  bool committed_ = false;
};

}  // namespace dragoman::oracles
