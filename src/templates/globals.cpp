#include "templates/globals.h"

#include <ctime>
#include <unordered_map>

#include "templates/iterate.h"
#include "templates/operators.h"
#include "templates/printing.h"

namespace dragoman::templates {
namespace {

// dict(mapping or pairs, name=value)
Dict make_dict(Run& run, const Arguments& arguments) {
  Dict dict;
  if (arguments.positional.size() > 1) run.fail("dict() takes at most one value by position");
  if (!arguments.positional.empty()) {
    const Value& source = arguments.positional[0];
    if (source.is(Kind::kDict)) {
      dict = source.dict();
    } else {
      for (const Value& item : collect(run, source)) {
        const Items pair = collect(run, item);
        if (pair.size() != 2 || !is_hashable(pair[0]))
          run.fail("dict() needs pairs of a key and a value");
        dict.set(run, pair[0], pair[1]);
      }
    }
  }
  for (const auto& [name, value] : arguments.named) dict.set(run, run.text(name), value);
  return dict;
}

Value shared(Dict dict) { return Value(std::make_shared<const Dict>(std::move(dict))); }

class DictMaker final : public Object {
 public:
  std::string_view type() const override { return "TemplateDict"; }
  bool callable() const override { return true; }
  Value call(Run& run, const Arguments& arguments) override {
    return shared(make_dict(run, arguments));
  }
  std::optional<Value> attribute(Run&, std::string_view name) override {
    if (name != "fromkeys") return std::nullopt;
    return make_function([](Run& run, const Arguments& arguments) {
      const Bound bound(run, "fromkeys", arguments, {"iterable", "value"}, 1);
      Dict dict;
      for (const Value& key : collect(run, bound[0])) {
        if (!is_hashable(key)) run.fail("a {} is no key of a dict", type_name(key));
        dict.set(run, key, bound.value(1, Value()));
      }
      return shared(std::move(dict));
    });
  }
};

Value range(Run& run, const Arguments& arguments) {
  const Bound bound(run, "range()", arguments, {"start", "stop", "step"}, 1);
  if (!arguments.named.empty()) run.fail("range() takes no arguments by name");
  const int64_t first = bound.integer(run, 0, 0);
  if (!bound.has(1)) return make_range(run, 0, first, 1);
  return make_range(run, first, bound.integer(run, 1, 0), bound.integer(run, 2, 1));
}

Value make_namespace(Run& run, const Arguments& arguments) {
  const auto made = std::make_shared<Namespace>();
  run.keep(made);
  run.charge(sizeof(Namespace));
  const Dict entries = make_dict(run, arguments);
  for (const auto& [name, value] : entries.entries()) made->set(run, name, value);
  return Value(std::static_pointer_cast<Object>(made));
}

class Cycler final : public Object {
 public:
  explicit Cycler(Value items) : items_(std::move(items)) {}
  std::string_view type() const override { return "Cycler"; }
  int depth() const override { return items_.depth() + 1; }
  std::optional<Value> attribute(Run&, std::string_view name) override {
    if (name == "current") return current();
    if (name != "next" && name != "reset") return std::nullopt;
    const auto self = std::static_pointer_cast<Cycler>(shared_from_this());
    return make_function(
        [self, next = name == "next"](Run& run, const Arguments& arguments) {
          const Bound bound(run, "this method", arguments, {});
          if (!next) {
            self->at_ = 0;
            return Value();
          }
          const Value value = self->current();
          self->at_ = (self->at_ + 1) % self->items_.items().size();
          return value;
        },
        depth() + 1);
  }

 private:
  Value current() const { return items_.items()[at_]; }

  Value items_;
  size_t at_ = 0;
};

Value cycler(Run& run, const Arguments& arguments) {
  if (arguments.positional.empty() || !arguments.named.empty())
    run.fail("cycler() needs items, by position");
  return Value(std::shared_ptr<Object>(std::make_shared<Cycler>(run.list(arguments.positional))));
}

class Joiner final : public Object {
 public:
  explicit Joiner(Value separator) : separator_(std::move(separator)) {}
  std::string_view type() const override { return "Joiner"; }
  int depth() const override { return separator_.depth() + 1; }
  bool callable() const override { return true; }
  Value call(Run& run, const Arguments& arguments) override {
    const Bound bound(run, "a joiner", arguments, {});
    if (used_) return separator_;
    used_ = true;
    return run.text("");
  }

 private:
  Value separator_;
  bool used_ = false;
};

Value joiner(Run& run, const Arguments& arguments) {
  const Bound bound(run, "joiner()", arguments, {"sep"});
  return Value(std::shared_ptr<Object>(std::make_shared<Joiner>(bound.value(0, run.text(", ")))));
}

Value lipsum(Run& run, const Arguments&) { run.fail("lipsum() is not supported"); }

Value raise_exception(Run& run, const Arguments& arguments) {
  const Bound bound(run, "raise_exception()", arguments, {"message"}, 1);
  run.raise(to_text(run, bound[0]));
}

Value strftime_now(Run& run, const Arguments& arguments) {
  const Bound bound(run, "strftime_now()", arguments, {"format"}, 1);
  if (!bound[0].is_string()) run.fail("strftime_now() needs a string");
  constexpr size_t kMostFormat = 1000;
  constexpr size_t kMostText = 10'000;
  if (bound[0].string().size() > kMostFormat) run.fail("the format of strftime_now() is too long");
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::string text(kMostText, '\0');
  const std::string marked = bound[0].string() + ".";  // so that nothing written means too long
  const size_t size = std::strftime(text.data(), text.size(), marked.c_str(), &local);
  if (size == 0) run.fail("strftime_now() writes more than {} bytes", kMostText);
  return run.text(text.substr(0, size - 1));
}

}  // namespace

std::optional<Value> find_global(std::string_view name) {
  static const std::unordered_map<std::string_view, Value> kGlobals = {
      {"cycler", make_function(&cycler)},
      {"dict", Value(std::shared_ptr<Object>(std::make_shared<DictMaker>()))},
      {"joiner", make_function(&joiner)},
      {"lipsum", make_function(&lipsum)},
      {"namespace", make_function(&make_namespace)},
      {"raise_exception", make_function(&raise_exception)},
      {"range", make_function(&range)},
      {"strftime_now", make_function(&strftime_now)},
  };
  const auto found = kGlobals.find(name);
  if (found == kGlobals.end()) return std::nullopt;
  return found->second;
}

std::optional<Value> Namespace::attribute(Run&, std::string_view name) {
  const Value* found = entries_.find(name);
  return found ? std::optional<Value>(*found) : std::nullopt;
}

std::string Namespace::repr(Run& run) {
  return "<Namespace " + to_repr(run, shared(entries_)) + ">";
}

void Namespace::set(Run& run, const Value& name, Value value) {
  if (name.is_string() && name.string().starts_with('_'))
    run.fail("a namespace can't hold {}: its name begins with _", name.string());
  entries_.set(run, name, std::move(value));
}

}  // namespace dragoman::templates
