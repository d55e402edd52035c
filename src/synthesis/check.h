// What an item must pass: rules that need no model, and questions to an oracle. One check a file,
// and a line in checks.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/catalog.h"
#include "synthesis/item.h"

namespace dragoman::synthesis {

// When an item is looked at: its answer is asked for only once the instruction has passed.
enum class Moment { kInstruction, kAnswer };

enum class Judge { kNobody, kGenerator, kCritic };

struct CheckContext {
  std::string target_language;  // normalised code
};

// Sees the items in their order and may remember them. Not thread-safe.
class Check {
 public:
  virtual ~Check() = default;

  virtual bool looks_at(Moment moment) const = 0;

  // Of a check that asks somebody: whom, how often, and what.
  virtual Judge judge() const { return Judge::kNobody; }
  virtual int64_t votes() const { return 1; }
  virtual std::string prompt(const Item&) const { return {}; }

  // Why the item can't stay; nothing when it can. `replies` are those that came, one at least where
  // somebody was asked. May leave what they say in item.verdicts.
  virtual std::optional<Refusal> refusal(Item& item, Moment moment,
                                         std::span<const std::string> replies) = 0;
};

// The text that is looked at, and what it is called.
inline const std::string& text_at(const Item& item, Moment moment) {
  return moment == Moment::kInstruction ? item.instruction : item.answer;
}
inline const char* name_of(Moment moment) {
  return moment == Moment::kInstruction ? "instruction" : "answer";
}

using CheckPart = config::Part<Check, const CheckContext&>;
using CheckCatalog = config::Catalog<Check, const CheckContext&>;
using CheckEntry = config::Entry<Check, const CheckContext&>;

// In the order in which they are made where a recipe names none: rules first.
const CheckCatalog& check_catalog();

template <class Made, class Config = config::NoOptions>
CheckEntry make_check(const char* name, const char* sentence) {
  return config::make_entry<Check, Made, Config, const CheckContext&>(name, sentence);
}

}  // namespace dragoman::synthesis
