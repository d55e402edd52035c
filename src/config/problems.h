// Everything that is wrong with a recipe, collected so that the user hears of it all at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/section.h"

namespace dragoman::config {

// Not thread-safe. In a struct's `validate` the scope is that struct's own section:
//   problems.add("num_generations", "is 1, a group needs at least 2");
class Problems {
 public:
  // A mistake in the value of `key` of the current section; says the key's full name and its line.
  void add(std::string_view key, std::string_view text);

  // A mistake at a place: "`head` (`place`); `tail`", the tail may be empty.
  void add_at(const Place& place, std::string head, std::string tail = {});

  bool empty() const { return found_.empty(); }
  size_t size() const { return found_.size(); }

  // The sentences, in the order of the file, those of the command line last.
  std::vector<std::string> sentences() const;

  // One Error (the user's) that holds all sentences; returns when there are none.
  void throw_if_any() const;

  // What `add` speaks of while it lives.
  class Scope {
   public:
    Scope(Problems& problems, const Value& table, std::string_view path);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Problems& problems_;
    const Value* outer_table_;
    std::string outer_path_;
  };

 private:
  struct Problem {
    Place place;
    std::string sentence;
  };

  std::vector<Problem> in_order() const;

  std::vector<Problem> found_;
  const Value* table_ = nullptr;
  std::string path_;
};

}  // namespace dragoman::config
