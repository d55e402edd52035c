#include "templates/subscripts.h"

#include <algorithm>

#include "templates/iterate.h"
#include "templates/methods.h"
#include "templates/operators.h"
#include "templates/printing.h"
#include "templates/unicode_text.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

std::optional<Value> element(Run& run, const Value& value, const Value& key) {
  switch (value.kind()) {
    case Kind::kDict: {
      const Value* found = is_hashable(key) ? value.dict().find(run, key) : nullptr;
      return found ? std::optional<Value>(*found) : std::nullopt;
    }
    case Kind::kObject: return value.object().element(run, key);
    case Kind::kString:
    case Kind::kList:
    case Kind::kTuple: break;
    default: return std::nullopt;
  }
  if (!key.is_integral()) return std::nullopt;
  const int64_t size = *length_of(value);
  const int64_t index = key.integer() < 0 ? key.integer() + size : key.integer();
  if (index < 0 || index >= size) return std::nullopt;
  if (!value.is_string()) return value.items()[static_cast<size_t>(index)];
  const std::string& text = value.string();
  run.charge(static_cast<int64_t>(text.size()));
  const size_t begin = byte_of(text, index);
  return run.text(text.substr(begin, character_bytes(text, begin)));
}

std::optional<Value> attribute(Run& run, const Value& value, std::string_view name) {
  if (value.is(Kind::kObject)) return value.object().attribute(run, name);
  return find_method(run, value, name);
}

[[noreturn]] void use_of_undefined(Run& run, const Value& value) { run.fail_with(value.message()); }

// Python's slice.indices: where to start and how many elements there are.
struct Cut {
  int64_t start = 0;
  int64_t count = 0;
  int64_t step = 1;
};

int64_t bound(Run& run, const Value& value, int64_t fallback) {
  if (value.is_none()) return fallback;
  if (value.is_undefined()) use_of_undefined(run, value);
  if (!value.is_integral()) run.fail("a slice needs integers, not a {}", type_name(value));
  return value.integer();
}

Cut cut_of(Run& run, const Slice& slice, int64_t size) {
  constexpr int64_t kMost = int64_t{1} << 40;  // beyond every size
  Cut cut;
  cut.step = std::clamp(bound(run, slice.step, 1), -kMost, kMost);
  if (cut.step == 0) run.fail("the step of a slice is 0");
  const bool back = cut.step < 0;
  const auto place = [&](const Value& value, int64_t fallback) {
    if (value.is_none()) return fallback;
    int64_t at = bound(run, value, 0);
    if (at < 0) at = std::max(at, -kMost) + size;
    return std::clamp<int64_t>(at, back ? -1 : 0, back ? size - 1 : size);
  };
  cut.start = place(slice.start, back ? size - 1 : 0);
  const int64_t stop = place(slice.stop, back ? -1 : size);
  const int64_t span = back ? cut.start - stop : stop - cut.start;
  const int64_t stride = back ? -cut.step : cut.step;
  cut.count = span <= 0 ? 0 : (span - 1) / stride + 1;
  return cut;
}

Value slice_text(Run& run, const Value& value, const Slice& slice) {
  const std::string& text = value.string();
  run.charge(static_cast<int64_t>(text.size()));
  const Cut cut = cut_of(run, slice, count_characters(text));
  std::string out;
  if (cut.step == 1) {
    const size_t begin = byte_of(text, cut.start);
    const std::string_view rest = std::string_view(text).substr(begin);
    out = rest.substr(0, byte_of(rest, cut.count));
  } else {
    const std::u32string characters = text::to_code_points(text);
    for (int64_t i = 0; i < cut.count; ++i)
      text::append_utf8(out, characters[static_cast<size_t>(cut.start + i * cut.step)]);
  }
  return value.is_markup() ? run.markup(std::move(out)) : run.text(std::move(out));
}

}  // namespace

Value get_item(Run& run, const Value& value, const Value& key) {
  run.step();
  if (value.is_undefined()) use_of_undefined(run, value);
  if (auto found = element(run, value, key)) return std::move(*found);
  if (key.is_string())
    if (auto found = attribute(run, value, key.string())) return std::move(*found);
  return run.undefined("a {} has no element {}", type_name(value), to_repr(run, key));
}

Value get_attribute(Run& run, const Value& value, const std::string& name) {
  run.step();
  if (value.is_undefined()) use_of_undefined(run, value);
  if (auto found = attribute(run, value, name)) return std::move(*found);
  if (value.is(Kind::kDict))
    if (const Value* found = value.dict().find(name)) return *found;
  return run.undefined("a {} has no attribute '{}'", type_name(value), name);
}

Value get_slice(Run& run, const Value& value, const Slice& slice) {
  run.step();
  if (value.is_undefined()) use_of_undefined(run, value);
  if (value.is_string()) return slice_text(run, value, slice);
  const bool range = value.is(Kind::kObject) && value.object().type() == "range";
  if (!value.is(Kind::kList) && !value.is(Kind::kTuple) && !range)
    run.fail("a {} can't be sliced", type_name(value));
  if (range) {
    const auto member = [&](const char* name) {
      return value.object().attribute(run, name)->integer();
    };
    const Cut cut = cut_of(run, slice, *length_of(value));
    using Wide = __int128;
    const auto narrow = [&](Wide wide) {
      if (wide != static_cast<int64_t>(wide)) run.fail("a slice of a range is too large");
      return static_cast<int64_t>(wide);
    };
    const Wide step = Wide{member("step")} * cut.step;
    const Wide start = Wide{member("start")} + Wide{cut.start} * member("step");
    return make_range(run, narrow(start), narrow(start + cut.count * step), narrow(step));
  }
  const Items& items = value.items();
  const Cut cut = cut_of(run, slice, static_cast<int64_t>(items.size()));
  Items chosen;
  chosen.reserve(static_cast<size_t>(cut.count));
  for (int64_t i = 0; i < cut.count; ++i)
    chosen.push_back(items[static_cast<size_t>(cut.start + i * cut.step)]);
  return value.is(Kind::kTuple) ? run.tuple(std::move(chosen)) : run.list(std::move(chosen));
}

Value get_path(Run& run, const Value& value, const Value& path) {
  if (!path.is_string()) return get_item(run, value, path);
  Value at = value;
  for (const std::string_view part : split(path.string(), ".", -1)) {
    const bool digits =
        !part.empty() && part.size() < 18 && part.find_first_not_of("0123456789") == part.npos;
    at = get_item(
        run, at,
        digits ? Value(int64_t{std::stoll(std::string(part))}) : run.text(std::string(part)));
  }
  return at;
}

}  // namespace dragoman::templates
