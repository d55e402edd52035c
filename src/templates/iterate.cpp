#include "templates/iterate.h"

#include <algorithm>

#include "templates/operators.h"
#include "templates/printing.h"
#include "templates/unicode_text.h"

namespace dragoman::templates {
namespace {

class SequenceIterator final : public Iterator {
 public:
  explicit SequenceIterator(Value sequence) : sequence_(std::move(sequence)) {}
  int depth() const override { return sequence_.depth() + 1; }
  bool next(Run&, Value& element) override {
    const Items& items = sequence_.items();
    if (next_ >= items.size()) return false;
    element = items[next_++];
    return true;
  }

 private:
  Value sequence_;
  size_t next_ = 0;
};

class CharacterIterator final : public Iterator {
 public:
  explicit CharacterIterator(Value text) : text_(std::move(text)) {}
  bool next(Run& run, Value& element) override {
    const std::string& bytes = text_.string();
    if (next_ >= bytes.size()) return false;
    const size_t begin = next_;
    next_ += character_bytes(bytes, begin);
    element = run.text(bytes.substr(begin, next_ - begin));
    return true;
  }

 private:
  Value text_;
  size_t next_ = 0;
};

class DictIterator final : public Iterator {
 public:
  DictIterator(std::shared_ptr<const Dict> dict, ViewOf what)
      : dict_(std::move(dict)), what_(what) {}
  int depth() const override { return dict_->depth() + 1; }
  bool next(Run& run, Value& element) override {
    if (next_ >= dict_->entries().size()) return false;
    const auto& [key, value] = dict_->entries()[next_++];
    if (what_ == ViewOf::kItems)
      element = run.tuple({key, value});
    else
      element = what_ == ViewOf::kKeys ? key : value;
    return true;
  }

 private:
  std::shared_ptr<const Dict> dict_;
  ViewOf what_;
  size_t next_ = 0;
};

class View final : public Object {
 public:
  View(std::shared_ptr<const Dict> dict, ViewOf what) : dict_(std::move(dict)), what_(what) {}
  std::string_view type() const override {
    constexpr std::string_view kNames[] = {"dict_keys", "dict_values", "dict_items"};
    return kNames[static_cast<size_t>(what_)];
  }
  int depth() const override { return dict_->depth() + 1; }
  std::optional<int64_t> length() const override {
    return static_cast<int64_t>(dict_->entries().size());
  }
  std::shared_ptr<Iterator> iterate(Run&) override {
    return std::make_shared<DictIterator>(dict_, what_);
  }
  std::string repr(Run& run) override {
    const Value self(shared_from_this());
    return std::string(type()) + "(" + to_repr(run, run.list(collect(run, self))) + ")";
  }

 private:
  std::shared_ptr<const Dict> dict_;
  ViewOf what_;
};

class Reversed final : public Iterator {
 public:
  explicit Reversed(Value list) : list_(std::move(list)), left_(list_.items().size()) {}
  std::string_view type() const override { return "list_reverseiterator"; }
  int depth() const override { return list_.depth() + 1; }
  bool next(Run&, Value& element) override {
    if (left_ == 0) return false;
    element = list_.items()[--left_];
    return true;
  }

 private:
  Value list_;
  size_t left_;
};

class Range final : public Object {
 public:
  Range(int64_t start, int64_t stop, int64_t step) : start_(start), stop_(stop), step_(step) {
    const int64_t span = step > 0 ? stop - start : start - stop;  // below 2^63
    const int64_t stride = step > 0 ? step : -step;
    count_ = span <= 0 ? 0 : (span - 1) / stride + 1;
  }
  std::string_view type() const override { return "range"; }
  std::optional<int64_t> length() const override { return count_; }
  std::optional<Value> element(Run&, const Value& index) override {
    if (!index.is_integral()) return std::nullopt;
    int64_t i = index.integer();
    if (i < 0) i += count_;
    if (i < 0 || i >= count_) return std::nullopt;
    return Value(start_ + i * step_);
  }
  std::optional<Value> attribute(Run&, std::string_view name) override {
    if (name == "start") return Value(start_);
    if (name == "stop") return Value(stop_);
    if (name == "step") return Value(step_);
    return std::nullopt;
  }
  std::optional<bool> contains(Run& run, const Value& value) override {
    for (int64_t i = 0; i < count_; ++i) {
      run.step();
      if (equal(run, Value(start_ + i * step_), value)) return true;
    }
    return false;
  }
  std::shared_ptr<Iterator> iterate(Run& run) override {
    Items items;
    run.charge(count_ * static_cast<int64_t>(sizeof(Value)));
    for (int64_t i = 0; i < count_; ++i) items.emplace_back(start_ + i * step_);
    return std::make_shared<SequenceIterator>(run.list(std::move(items)));
  }
  std::string repr(Run&) override {
    if (step_ == 1) return fmt::format("range({}, {})", start_, stop_);
    return fmt::format("range({}, {}, {})", start_, stop_, step_);
  }

 private:
  int64_t start_;
  int64_t stop_;
  int64_t step_;
  int64_t count_ = 0;
};

class Generator final : public Iterator {
 public:
  Generator(int depth, std::shared_ptr<Iterator> source, Step next)
      : depth_(depth), source_(std::move(source)), next_(std::move(next)) {}
  int depth() const override { return depth_; }
  bool next(Run& run, Value& element) override {
    run.step();
    return next_(run, *source_, element);
  }

 private:
  int depth_;
  std::shared_ptr<Iterator> source_;
  Step next_;
};

}  // namespace

std::shared_ptr<Iterator> try_iterate(Run& run, const Value& value) {
  switch (value.kind()) {
    case Kind::kList:
    case Kind::kTuple: return std::make_shared<SequenceIterator>(value);
    case Kind::kUndefined: return std::make_shared<SequenceIterator>(run.list({}));
    case Kind::kString: return std::make_shared<CharacterIterator>(value);
    case Kind::kDict: return std::make_shared<DictIterator>(value.share_dict(), ViewOf::kKeys);
    case Kind::kObject: return value.object().iterate(run);
    default: return nullptr;
  }
}

std::shared_ptr<Iterator> iterate(Run& run, const Value& value) {
  auto iterator = try_iterate(run, value);
  if (!iterator) run.fail("a {} can't be iterated", type_name(value));
  return iterator;
}

Items collect(Run& run, const Value& value) {
  if (value.is(Kind::kList) || value.is(Kind::kTuple)) return value.items();
  const auto iterator = iterate(run, value);
  Items items;
  for (Value element; iterator->next(run, element);) {
    run.step();
    items.push_back(element);
  }
  return items;
}

std::optional<int64_t> length_of(const Value& value) {
  switch (value.kind()) {
    case Kind::kUndefined: return 0;
    case Kind::kString: return count_characters(value.string());
    case Kind::kList:
    case Kind::kTuple: return static_cast<int64_t>(value.items().size());
    case Kind::kDict: return static_cast<int64_t>(value.dict().entries().size());
    case Kind::kObject: return value.object().length();
    default: return std::nullopt;
  }
}

Value make_generator(Run& run, const Value& source, const Arguments& arguments, Step next) {
  int depth = source.depth();
  for (const Value& value : arguments.positional) depth = std::max(depth, value.depth());
  for (const auto& [name, value] : arguments.named) depth = std::max(depth, value.depth());
  run.check_depth(depth + 1);
  return Value(std::shared_ptr<Object>(
      std::make_shared<Generator>(depth + 1, iterate(run, source), std::move(next))));
}

Value make_reversed(Run& run, Items items) {
  return Value(std::shared_ptr<Object>(std::make_shared<Reversed>(run.list(std::move(items)))));
}

Value make_range(Run& run, int64_t start, int64_t stop, int64_t step) {
  constexpr int64_t kMost = int64_t{1} << 62;
  if (step == 0) run.fail("range() needs a step that is not 0");
  for (const int64_t bound : {start, stop, step})
    if (bound >= kMost || bound <= -kMost) run.fail("range() of {} is too large", bound);
  auto range = std::make_shared<Range>(start, stop, step);
  if (*range->length() > kMaxRange)
    run.fail("range() gives {} elements, more than the {} allowed", *range->length(), kMaxRange);
  return Value(std::shared_ptr<Object>(std::move(range)));
}

Value make_view(std::shared_ptr<const Dict> dict, ViewOf what) {
  return Value(std::shared_ptr<Object>(std::make_shared<View>(std::move(dict), what)));
}

}  // namespace dragoman::templates
