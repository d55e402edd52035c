#include "templates/loop_object.h"

#include <algorithm>

#include "templates/iterate.h"
#include "templates/operators.h"

namespace dragoman::templates {

Loop::Loop(Run& run, const Value& iterable, std::shared_ptr<Iterator> source, int depth0)
    : depth_(std::max(iterable.depth(), source->depth()) + 1),
      depth0_(depth0),
      source_(std::move(source)) {
  run.check_depth(depth_);
}

bool Loop::peek(Run& run) {
  if (after_) return true;
  if (ended_) return false;
  Value element;
  ended_ = !source_->next(run, element);
  if (!ended_) after_ = std::move(element);
  return !ended_;
}

bool Loop::next(Run& run, Value& element) {
  if (!peek(run)) return false;
  before_ = std::move(current_);
  current_ = std::exchange(after_, std::nullopt);
  element = *current_;
  ++index0_;
  return true;
}

int64_t Loop::count(Run& run) {
  if (length_) return *length_;
  Items rest;
  while (peek(run)) rest.push_back(*std::exchange(after_, std::nullopt));
  length_ = index0_ + 1 + static_cast<int64_t>(rest.size());
  source_ = templates::iterate(run, run.list(std::move(rest)));
  ended_ = false;
  return *length_;
}

Value Loop::cycle(Run& run, const Arguments& arguments) const {
  const Items& values = arguments.positional;
  if (values.empty()) run.fail("loop.cycle() needs values");
  return values[static_cast<size_t>(index0_) % values.size()];
}

Value Loop::changed(Run& run, const Arguments& arguments) {
  const Value values = run.tuple(arguments.positional);
  if (last_changed_ && equal(run, *last_changed_, values)) return Value(false);
  last_changed_ = values;
  return Value(true);
}

Value Loop::call(Run& run, const Arguments& arguments) {
  const Bound bound(run, "loop()", arguments, {"iterable"}, 1);
  if (!recurse_) run.fail("loop() needs a loop that is marked recursive");
  return recurse_(run, bound[0], depth0_ + 1);
}

std::optional<Value> Loop::attribute(Run& run, std::string_view name) {
  if (name == "index0") return Value(index0_);
  if (name == "index") return Value(index0_ + 1);
  if (name == "first") return Value(index0_ == 0);
  if (name == "last") return Value(!peek(run));
  if (name == "length") return Value(count(run));
  if (name == "revindex") return Value(count(run) - index0_);
  if (name == "revindex0") return Value(count(run) - index0_ - 1);
  if (name == "depth") return Value(int64_t{depth0_} + 1);
  if (name == "depth0") return Value(int64_t{depth0_});
  if (name == "previtem")
    return index0_ == 0 ? run.undefined("there is no previous item") : *before_;
  if (name == "nextitem") return peek(run) ? *after_ : run.undefined("there is no next item");
  const auto self = std::static_pointer_cast<Loop>(shared_from_this());
  if (name == "cycle")
    return make_function([self](Run& r, const Arguments& a) { return self->cycle(r, a); },
                         depth() + 1);
  if (name == "changed")
    return make_function([self](Run& r, const Arguments& a) { return self->changed(r, a); },
                         depth() + 1);
  return std::nullopt;
}

std::string Loop::repr(Run& run) {
  return fmt::format("<LoopContext {}/{}>", index0_ + 1, count(run));
}

}  // namespace dragoman::templates
