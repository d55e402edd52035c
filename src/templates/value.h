// Values as a template sees them: Python's, without what a template may not reach. Immutable,
// shared by reference, so a copy is cheap; what can change (namespaces, iterators) is an Object.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace dragoman::templates {

class Dict;
class Object;
class Run;
class Value;

using Items = std::vector<Value>;

enum class Kind { kNone, kUndefined, kBool, kInt, kFloat, kString, kList, kTuple, kDict, kObject };

// UTF-8. Markup is what `safe` and `escape` return: text that `+` need not escape.
struct Text {
  std::string bytes;
  bool markup = false;
};

// What a name or an element that is not there evaluates to; `message` is for whoever uses it.
struct Undefined {
  std::string message;
};

struct Sequence;

class Value {
 public:
  Value() = default;  // None
  explicit Value(bool value) : held_(value) {}
  explicit Value(int64_t value) : held_(value) {}
  explicit Value(double value) : held_(value) {}
  explicit Value(std::shared_ptr<const Undefined> value) : held_(std::move(value)) {}
  explicit Value(std::shared_ptr<const Text> value) : held_(std::move(value)) {}
  explicit Value(std::shared_ptr<const Sequence> value) : held_(std::move(value)) {}
  explicit Value(std::shared_ptr<const Dict> value) : held_(std::move(value)) {}
  explicit Value(std::shared_ptr<Object> value) : held_(std::move(value)) {}
  Value(const char*) = delete;  // it would become a bool

  Kind kind() const;
  bool is(Kind kind) const { return this->kind() == kind; }
  bool is_none() const { return held_.index() == 0; }
  bool is_undefined() const { return std::holds_alternative<UndefinedHandle>(held_); }
  bool is_string() const { return std::holds_alternative<TextHandle>(held_); }
  bool is_integral() const;  // int or bool
  bool is_number() const;    // int, bool or float
  bool is_markup() const { return is_string() && std::get<TextHandle>(held_)->markup; }

  // Each is for the kinds it names.
  int64_t integer() const;  // int, bool
  double number() const;    // int, bool, float
  const std::string& string() const { return std::get<TextHandle>(held_)->bytes; }
  const std::string& message() const { return std::get<UndefinedHandle>(held_)->message; }
  const Items& items() const;  // list, tuple
  const Dict& dict() const { return *std::get<DictHandle>(held_); }
  std::shared_ptr<const Dict> share_dict() const { return std::get<DictHandle>(held_); }
  Object& object() const { return *std::get<ObjectHandle>(held_); }

  // The object when it is one of this class, else null.
  template <class T>
  std::shared_ptr<T> as() const {
    const auto* held = std::get_if<ObjectHandle>(&held_);
    return held ? std::dynamic_pointer_cast<T>(*held) : nullptr;
  }

  // Containers inside containers: 0 for a scalar.
  int depth() const;
  // Python's `is`.
  bool same_as(const Value& other) const { return held_ == other.held_; }

 private:
  using UndefinedHandle = std::shared_ptr<const Undefined>;
  using TextHandle = std::shared_ptr<const Text>;
  using SequenceHandle = std::shared_ptr<const Sequence>;
  using DictHandle = std::shared_ptr<const Dict>;
  using ObjectHandle = std::shared_ptr<Object>;

  std::variant<std::monostate, UndefinedHandle, bool, int64_t, double, TextHandle, SequenceHandle,
               DictHandle, ObjectHandle>
      held_;
};

// A list or a tuple.
struct Sequence {
  Items items;
  bool tuple = false;
  int depth = 1;
};

// In the order of insertion. Keys are equal as in Python: 1, 1.0 and True are one.
class Dict {
 public:
  using Entry = std::pair<Value, Value>;

  // The key must be hashable (`is_hashable`).
  const Value* find(Run& run, const Value& key) const;
  const Value* find(std::string_view key) const;
  void set(Run& run, Value key, Value value);

  const std::vector<Entry>& entries() const { return entries_; }
  int depth() const { return depth_; }

 private:
  std::vector<Entry> entries_;
  std::unordered_map<std::string_view, size_t> by_text_;  // once there are more than a few
  int depth_ = 1;
};

// Python's name of the type, for messages.
std::string type_name(const Value& value);

}  // namespace dragoman::templates
