// `loop`: where a for statement stands.
#pragma once

#include <optional>

#include "templates/object.h"

namespace dragoman::templates {

class Loop final : public Object {
 public:
  using Recurse = std::function<Value(Run& run, const Value& iterable, int depth)>;

  // `depth0` counts the recursive calls around it; `recurse` renders the loop's body once more, and
  // is empty for a loop that is not recursive.
  Loop(Run& run, const Value& iterable, std::shared_ptr<Iterator> source, int depth0);
  void set_recurse(Recurse recurse) { recurse_ = std::move(recurse); }

  bool next(Run& run, Value& element);

  std::string_view type() const override { return "LoopContext"; }
  int depth() const override { return depth_; }
  bool callable() const override { return true; }
  Value call(Run& run, const Arguments& arguments) override;
  std::optional<Value> attribute(Run& run, std::string_view name) override;
  std::string repr(Run& run) override;

 private:
  bool peek(Run& run);
  int64_t count(Run& run);
  Value cycle(Run& run, const Arguments& arguments) const;
  Value changed(Run& run, const Arguments& arguments);

  int depth_;
  int depth0_;
  std::shared_ptr<Iterator> source_;
  std::optional<int64_t> length_;
  int64_t index0_ = -1;
  std::optional<Value> before_;
  std::optional<Value> current_;
  std::optional<Value> after_;  // looked ahead
  bool ended_ = false;
  std::optional<Value> last_changed_;
  Recurse recurse_;
};

}  // namespace dragoman::templates
