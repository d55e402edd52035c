// Answers that survive the program: a table of what was asked and what was said.
#pragma once

#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "oracles/database.h"
#include "oracles/oracle.h"

namespace dragoman::oracles {

// What decides an answer, in plain text.
struct CacheKey {
  std::string oracle;  // Oracle::identity
  std::string ask;
  std::string direction;
  std::string source;
  std::string draft;

  auto operator<=>(const CacheKey&) const = default;
};

CacheKey key_of(const Oracle& oracle, const Question& question);

// Thread-safe; several processes may share one file.
class Cache {
 public:
  explicit Cache(const Path& file);

  // An answer that was kept, or a lasting failure, without what it cost.
  std::optional<Answer> find(const CacheKey& key);
  // On the disk before it returns, whatever then happens to the program.
  void keep(const CacheKey& key, const Answer& answer);

  // A failure is one round's.
  std::optional<Answer> find_failure(const CacheKey& key, int64_t round);
  void forget_failures();
  void keep_failures(const std::map<CacheKey, Answer>& failures, int64_t round);

 private:
  int64_t number_of(const std::string& oracle);

  Database database_;
  std::map<std::string, int64_t> numbers_;
};

}  // namespace dragoman::oracles
