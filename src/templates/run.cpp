#include "templates/run.h"

#include <algorithm>

#include "base/error.h"
#include "templates/object.h"

namespace dragoman::templates {
namespace {

constexpr int64_t kBytesPerStep = 64;

}  // namespace

Run::~Run() {
  for (const auto& object : kept_) object->release();
}

void Run::fail_with(const std::string& message) const {
  const std::string start = where_.empty() ? "" : where_ + ": ";
  throw_input("{}{}: line {}: {}", start, name_, line_, message);
}

void Run::raise(const std::string& message) const {
  throw_input("{}: {}", where_.empty() ? name_ : where_, message);
}

void Run::out_of_steps() const { fail("the template does not end within {} steps", limits_.steps); }

void Run::charge(int64_t bytes) {
  if (bytes > limits_.bytes - bytes_)
    fail("the template makes more than {} bytes of values", limits_.bytes);
  bytes_ += bytes;
  step(bytes / kBytesPerStep);
}

void Run::check_depth(int depth) const {
  if (depth > limits_.depth) fail("values or calls are nested more than {} deep", limits_.depth);
}

Value Run::text(std::string bytes) {
  charge(static_cast<int64_t>(bytes.size() + sizeof(Text)));
  return Value(std::make_shared<const Text>(Text{std::move(bytes), false}));
}

Value Run::markup(std::string bytes) {
  charge(static_cast<int64_t>(bytes.size() + sizeof(Text)));
  return Value(std::make_shared<const Text>(Text{std::move(bytes), true}));
}

Value Run::list(Items items) { return sequence(std::move(items), false); }

Value Run::tuple(Items items) { return sequence(std::move(items), true); }

Value Run::sequence(Items items, bool tuple) {
  charge(static_cast<int64_t>(items.size() * sizeof(Value) + sizeof(Sequence)));
  int depth = 0;
  for (const Value& item : items) depth = std::max(depth, item.depth());
  check_depth(depth + 1);
  return Value(std::make_shared<const Sequence>(Sequence{std::move(items), tuple, depth + 1}));
}

}  // namespace dragoman::templates
