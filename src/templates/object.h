// Values with behaviour: what a template can call, iterate once, or change.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "templates/run.h"
#include "templates/value.h"

namespace dragoman::templates {

struct Arguments {
  Items positional;
  std::vector<std::pair<std::string, Value>> named;

  const Value* find(std::string_view name) const;
};

// Arguments by the names of a function's parameters. The first `required` must be given; one too
// many, twice given or unknown is the template's error, which names `function`.
class Bound {
 public:
  Bound(Run& run, std::string_view function, const Arguments& arguments,
        std::initializer_list<std::string_view> parameters, size_t required = 0);

  bool has(size_t i) const { return values_[i].has_value(); }
  const Value& operator[](size_t i) const { return *values_[i]; }
  Value value(size_t i, Value fallback) const { return values_[i].value_or(std::move(fallback)); }
  int64_t integer(Run& run, size_t i, int64_t fallback) const;
  bool flag(Run& run, size_t i, bool fallback) const;  // by truth

 private:
  std::string_view function_;
  std::vector<std::optional<Value>> values_;
};

class Iterator;

// Each operation's default is Python's answer for an object without it.
class Object : public std::enable_shared_from_this<Object> {
 public:
  virtual ~Object() = default;
  virtual std::string_view type() const = 0;
  virtual int depth() const { return 1; }
  virtual bool callable() const { return false; }
  virtual Value call(Run& run, const Arguments& arguments);
  virtual std::optional<Value> attribute(Run&, std::string_view) { return std::nullopt; }
  virtual std::optional<int64_t> length() const { return std::nullopt; }
  // obj[index]; nothing where the type has no elements or not this one.
  virtual std::optional<Value> element(Run&, const Value&) { return std::nullopt; }
  // Null when it can't be iterated.
  virtual std::shared_ptr<Iterator> iterate(Run&) { return nullptr; }
  virtual std::optional<bool> contains(Run&, const Value&) { return std::nullopt; }
  virtual bool equals(Run&, const Object& other) { return this == &other; }
  // Forgets what it holds, so that values that hold each other can go (`Run::keep`).
  virtual void release() {}
  // Python's repr. What would print an address is an error.
  virtual std::string repr(Run& run);
};

// Gives every element once.
class Iterator : public Object {
 public:
  std::string_view type() const override { return "generator"; }
  virtual bool next(Run& run, Value& element) = 0;
  std::shared_ptr<Iterator> iterate(Run&) override {
    return std::static_pointer_cast<Iterator>(shared_from_this());
  }
};

// A built-in function or a method bound to its value.
class Function final : public Object {
 public:
  using Body = std::function<Value(Run&, const Arguments&)>;
  explicit Function(Body body, int depth = 1) : body_(std::move(body)), depth_(depth) {}

  std::string_view type() const override { return "builtin_function_or_method"; }
  int depth() const override { return depth_; }
  bool callable() const override { return true; }
  Value call(Run& run, const Arguments& arguments) override;

 private:
  Body body_;
  int depth_;
};

Value make_function(Function::Body body, int depth = 1);

// obj(arguments)
Value call(Run& run, const Value& function, const Arguments& arguments);

}  // namespace dragoman::templates
