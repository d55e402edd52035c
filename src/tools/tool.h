// What a policy may ask for in the middle of an answer. One tool a file; catalog.cpp lists them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/json.h"
#include "base/random.h"
#include "data/row.h"
#include "worlds/world.h"

namespace dragoman::tools {

// What tools are made from; it outlives them.
struct ToolContext {
  const worlds::World* world = nullptr;  // null for data from files
  Rng rng{0};
  std::string name;  // under which the model knows the tool
};

struct Result {
  std::string text;  // what the policy is told; of a failure, what was wrong
  bool failed = false;
  double further_cost = 0.0;  // besides the cost of a call

  static Result error(std::string why) { return {std::move(why), true, 0.0}; }
};

// Any number of threads may call. What goes wrong in a call is a failed result; an exception ends
// the run.
class Tool {
 public:
  virtual ~Tool() = default;

  virtual std::string description() const = 0;  // for the model
  virtual Json parameters() const = 0;          // JSON schema of its arguments, an object

  // The arguments fit the schema. Equal arguments and rows give equal results.
  virtual Result call(const Json& arguments, const data::Row& row) = 0;

  // How many calls may be under way at once, each on a thread of its own; 0: a call is done in
  // microseconds, where it is asked for.
  virtual int64_t workers() const { return 0; }
};

// The schema of an object that has one text.
Json one_text(const char* name, const char* description);

// The world that tools of this name are about; none is the user's error.
const worlds::World& require_world(const ToolContext& context, const char* tool);

// The invented language that a row is about: its source's, else its target's, else the first.
std::string invented_language_of(const worlds::World& world, const data::Row& row);

}  // namespace dragoman::tools
