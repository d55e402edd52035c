#include "templates/value.h"

#include <algorithm>

#include "templates/object.h"
#include "templates/operators.h"
#include "templates/run.h"

namespace dragoman::templates {
namespace {

constexpr size_t kFewEntries = 8;

}  // namespace

Kind Value::kind() const {
  static constexpr Kind kKinds[] = {Kind::kNone,  Kind::kUndefined, Kind::kBool,
                                    Kind::kInt,   Kind::kFloat,     Kind::kString,
                                    Kind::kTuple, Kind::kDict,      Kind::kObject};
  if (const auto* sequence = std::get_if<SequenceHandle>(&held_))
    return (*sequence)->tuple ? Kind::kTuple : Kind::kList;
  return kKinds[held_.index()];
}

bool Value::is_integral() const {
  return std::holds_alternative<int64_t>(held_) || std::holds_alternative<bool>(held_);
}

bool Value::is_number() const { return is_integral() || std::holds_alternative<double>(held_); }

int64_t Value::integer() const {
  const bool* flag = std::get_if<bool>(&held_);
  return flag ? int64_t{*flag} : std::get<int64_t>(held_);
}

double Value::number() const {
  const double* number = std::get_if<double>(&held_);
  return number ? *number : static_cast<double>(integer());
}

const Items& Value::items() const { return std::get<SequenceHandle>(held_)->items; }

int Value::depth() const {
  if (const auto* sequence = std::get_if<SequenceHandle>(&held_)) return (*sequence)->depth;
  if (const auto* dict = std::get_if<DictHandle>(&held_)) return (*dict)->depth();
  if (const auto* object = std::get_if<ObjectHandle>(&held_)) return (*object)->depth();
  return 0;
}

const Value* Dict::find(std::string_view key) const {
  if (entries_.size() > kFewEntries) {
    const auto found = by_text_.find(key);
    return found == by_text_.end() ? nullptr : &entries_[found->second].second;
  }
  for (const Entry& entry : entries_)
    if (entry.first.is_string() && entry.first.string() == key) return &entry.second;
  return nullptr;
}

const Value* Dict::find(Run& run, const Value& key) const {
  if (key.is_string()) return find(key.string());
  for (const Entry& entry : entries_)
    if (!entry.first.is_string() && equal(run, entry.first, key)) return &entry.second;
  return nullptr;
}

void Dict::set(Run& run, Value key, Value value) {
  depth_ = std::max({depth_, key.depth() + 1, value.depth() + 1});
  run.check_depth(depth_);
  if (const Value* found = find(run, key)) {
    *const_cast<Value*>(found) = std::move(value);  // ours, and not const here
    return;
  }
  run.charge(sizeof(Entry));
  entries_.emplace_back(std::move(key), std::move(value));
  if (entries_.size() <= kFewEntries) return;
  const size_t begin = entries_.size() == kFewEntries + 1 ? 0 : entries_.size() - 1;
  for (size_t i = begin; i < entries_.size(); ++i)
    if (entries_[i].first.is_string()) by_text_.emplace(entries_[i].first.string(), i);
}

std::string type_name(const Value& value) {
  switch (value.kind()) {
    case Kind::kNone: return "None";
    case Kind::kUndefined: return "Undefined";
    case Kind::kBool: return "bool";
    case Kind::kInt: return "int";
    case Kind::kFloat: return "float";
    case Kind::kString: return "str";
    case Kind::kList: return "list";
    case Kind::kTuple: return "tuple";
    case Kind::kDict: return "dict";
    case Kind::kObject: return std::string(value.object().type());
  }
  return "";
}

}  // namespace dragoman::templates
