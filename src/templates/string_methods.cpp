// str's methods, by table.
#include <algorithm>
#include <array>

#include "templates/formatting.h"
#include "templates/iterate.h"
#include "templates/methods.h"
#include "templates/number_format.h"
#include "templates/operators.h"
#include "templates/unicode_text.h"
#include "text/normalize.h"

namespace dragoman::templates {
namespace {

const std::string& string_argument(Run& run, std::string_view method, const Value& value) {
  if (!value.is_string()) run.fail("{} needs a string, not a {}", method, type_name(value));
  return value.string();
}

std::optional<std::string> optional_string(Run& run, std::string_view method, const Bound& bound) {
  if (!bound.has(0) || bound[0].is_none()) return std::nullopt;
  return string_argument(run, method, bound[0]);
}

Value list_of(Run& run, const std::vector<std::string_view>& parts) {
  Items items;
  for (const std::string_view part : parts) items.push_back(run.text(std::string(part)));
  return run.list(std::move(items));
}

void no_arguments(Run& run, std::string_view method, const Arguments& arguments) {
  const Bound bound(run, method, arguments, {});
}

template <std::string (*change)(std::string_view)>
Value changed(Run& run, const Value& self, const Arguments& arguments) {
  no_arguments(run, "this method", arguments);
  return run.text(change(self.string()));
}

template <bool left, bool right>
Value stripped(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "strip", arguments, {"chars"});
  const auto characters = optional_string(run, "strip", bound);
  if (characters) run.charge(static_cast<int64_t>(self.string().size() * characters->size() / 8));
  return run.text(std::string(strip(self.string(), characters, {left, right})));
}

template <bool from_right>
Value split_method(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "split", arguments, {"sep", "maxsplit"});
  const auto separator = optional_string(run, "split", bound);
  const int64_t limit = bound.integer(run, 1, -1);
  const std::string& text = self.string();
  if (!separator)
    return list_of(run,
                   from_right ? split_space_from_right(text, limit) : split_space(text, limit));
  if (separator->empty()) run.fail("split needs a separator that is not empty");
  if (from_right) run.charge(static_cast<int64_t>(text.size() * separator->size() / 8));
  return list_of(
      run, from_right ? split_from_right(text, *separator, limit) : split(text, *separator, limit));
}

Value splitlines(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "splitlines", arguments, {"keepends"});
  return list_of(run, split_lines(self.string(), bound.flag(run, 0, false)));
}

// The part of a text that optional start and end (arguments 1 and 2) choose, in bytes.
struct Window {
  size_t begin = 0;
  size_t end = 0;
  bool valid = true;  // start is not behind the end
};

Window window_of(Run& run, const std::string& text, const Bound& bound) {
  const bool all = (!bound.has(1) || bound[1].is_none()) && (!bound.has(2) || bound[2].is_none());
  if (all) return {0, text.size(), true};
  const int64_t size = count_characters(text);
  const auto place = [&](size_t i, int64_t fallback) {
    if (!bound.has(i) || bound[i].is_none()) return fallback;
    const int64_t at = bound.integer(run, i, fallback);
    return at < 0 ? std::max<int64_t>(at + size, 0) : at;
  };
  const int64_t begin = place(1, 0);
  const int64_t end = std::min(place(2, size), size);
  if (begin > end) return {0, 0, false};
  return {byte_of(text, begin), byte_of(text, end), true};
}

std::string_view inside(const std::string& text, const Window& window) {
  return std::string_view(text).substr(window.begin, window.end - window.begin);
}

template <bool at_end>
Value starts_or_ends(Run& run, const Value& self, const Arguments& arguments) {
  const std::string_view name = at_end ? "endswith" : "startswith";
  const Bound bound(run, name, arguments, {"prefix", "start", "end"}, 1);
  const Window window = window_of(run, self.string(), bound);
  const std::string_view text = inside(self.string(), window);
  const auto fits = [&](const Value& value) {
    const std::string& part = string_argument(run, name, value);
    return window.valid && (at_end ? text.ends_with(part) : text.starts_with(part));
  };
  if (!bound[0].is(Kind::kTuple)) return Value(fits(bound[0]));
  const Items& parts = bound[0].items();
  return Value(std::any_of(parts.begin(), parts.end(), fits));
}

// The character where the text is found, or -1.
template <bool from_right>
int64_t position(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "find", arguments, {"sub", "start", "end"}, 1);
  const std::string& needle = string_argument(run, "find", bound[0]);
  const std::string& text = self.string();
  const Window window = window_of(run, text, bound);
  if (!window.valid) return -1;
  if (from_right) run.charge(static_cast<int64_t>(text.size() * (needle.size() + 1) / 8));
  const std::string_view part = inside(text, window);
  const size_t found = from_right ? part.rfind(needle) : find_bytes(part, needle);
  if (found == part.npos) return -1;
  return count_characters(std::string_view(text).substr(0, window.begin + found));
}

template <bool from_right>
Value find_method_of(Run& run, const Value& self, const Arguments& arguments) {
  return Value(position<from_right>(run, self, arguments));
}

template <bool from_right>
Value index_method_of(Run& run, const Value& self, const Arguments& arguments) {
  const int64_t found = position<from_right>(run, self, arguments);
  if (found < 0) run.fail("the text is not in the string");
  return Value(found);
}

Value count_method(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "count", arguments, {"sub", "start", "end"}, 1);
  const std::string& needle = string_argument(run, "count", bound[0]);
  const Window window = window_of(run, self.string(), bound);
  if (!window.valid) return Value(int64_t{0});
  const std::string_view text = inside(self.string(), window);
  if (needle.empty()) return Value(count_characters(text) + 1);
  int64_t count = 0;
  for (size_t at = find_bytes(text, needle); at != text.npos;
       at = find_bytes(text, needle, at + needle.size()))
    ++count;
  return Value(count);
}

Value replace_method(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "replace", arguments, {"old", "new", "count"}, 2);
  const std::string& from = string_argument(run, "replace", bound[0]);
  const std::string& to = string_argument(run, "replace", bound[1]);
  return replaced(run, self.string(), {from, to, bound.integer(run, 2, -1)});
}

Value join_method(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "join", arguments, {"iterable"}, 1);
  std::string out;
  bool first = true;
  for (const Value& item : collect(run, bound[0])) {
    const std::string& part = string_argument(run, "join", item);
    run.charge(static_cast<int64_t>(part.size() + self.string().size()));
    if (!first) out += self.string();
    first = false;
    out += part;
  }
  return run.text(std::move(out));
}

template <char align>
Value justified(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "this method", arguments, {"width", "fillchar"}, 1);
  Field field;
  field.width = bound.integer(run, 0, 0);
  if (bound.has(1)) field.fill = string_argument(run, "this method", bound[1]);
  if (count_characters(field.fill) != 1) run.fail("the fill must be one character");
  field.align = align;
  const int64_t size = count_characters(self.string());
  if (align != '^' || field.width <= size)
    return run.text(padded(run, field, self.string(), align));
  // str.center puts the odd blank to the left when the width is odd.
  const int64_t missing = field.width - size;
  const int64_t left = missing / 2 + (missing & field.width & 1);
  Field before = field;
  before.align = '>';
  before.width = size + left;
  std::string text = padded(run, before, self.string(), '>');
  field.align = '<';
  return run.text(padded(run, field, std::move(text), '<'));
}

Value zfill(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "zfill", arguments, {"width"}, 1);
  const std::string& text = self.string();
  const bool sign = !text.empty() && (text[0] == '+' || text[0] == '-');
  Field field;
  field.fill = "0";
  field.width = bound.integer(run, 0, 0) - (sign ? 1 : 0);
  return run.text((sign ? text.substr(0, 1) : "") + padded(run, field, text.substr(sign), '>'));
}

template <bool from_right>
Value partition(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "partition", arguments, {"sep"}, 1);
  const std::string& separator = string_argument(run, "partition", bound[0]);
  if (separator.empty()) run.fail("partition needs a separator that is not empty");
  const std::string& text = self.string();
  if (from_right) run.charge(static_cast<int64_t>(text.size() * separator.size() / 8));
  const size_t at = from_right ? text.rfind(separator) : find_bytes(text, separator);
  const Value none = run.text("");
  if (at == text.npos)
    return run.tuple(from_right ? Items{none, none, self} : Items{self, none, none});
  return run.tuple(
      {run.text(text.substr(0, at)), bound[0], run.text(text.substr(at + separator.size()))});
}

template <bool prefix>
Value without(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "this method", arguments, {"prefix"}, 1);
  const std::string& part = string_argument(run, "this method", bound[0]);
  const std::string_view text = self.string();
  if (part.empty() || !(prefix ? text.starts_with(part) : text.ends_with(part))) return self;
  return run.text(
      std::string(prefix ? text.substr(part.size()) : text.substr(0, text.size() - part.size())));
}

Value format_method(Run& run, const Value& self, const Arguments& arguments) {
  return format_braces(run, self.string(), arguments);
}

struct Row {
  std::string_view name;
  Method method;
};

constexpr std::array kMethods{
    Row{"capitalize", &changed<capitalize>},
    Row{"casefold", &changed<text::fold_case>},
    Row{"center", &justified<'^'>},
    Row{"count", &count_method},
    Row{"endswith", &starts_or_ends<true>},
    Row{"find", &find_method_of<false>},
    Row{"format", &format_method},
    Row{"index", &index_method_of<false>},
    Row{"join", &join_method},
    Row{"ljust", &justified<'<'>},
    Row{"lower", &changed<text::lower>},
    Row{"lstrip", &stripped<true, false>},
    Row{"partition", &partition<false>},
    Row{"removeprefix", &without<true>},
    Row{"removesuffix", &without<false>},
    Row{"replace", &replace_method},
    Row{"rfind", &find_method_of<true>},
    Row{"rindex", &index_method_of<true>},
    Row{"rjust", &justified<'>'>},
    Row{"rpartition", &partition<true>},
    Row{"rsplit", &split_method<true>},
    Row{"rstrip", &stripped<false, true>},
    Row{"split", &split_method<false>},
    Row{"splitlines", &splitlines},
    Row{"startswith", &starts_or_ends<false>},
    Row{"strip", &stripped<true, true>},
    Row{"swapcase", &changed<swap_case>},
    Row{"title", &changed<title>},
    Row{"upper", &changed<text::upper>},
    Row{"zfill", &zfill},
};

}  // namespace

Value replaced(Run& run, std::string_view text, const Replacement& how) {
  int64_t cuts = 0;
  if (how.from.empty()) {
    cuts = count_characters(text) + 1;
  } else {
    for (size_t at = find_bytes(text, how.from); at != text.npos;
         at = find_bytes(text, how.from, at + how.from.size()))
      ++cuts;
  }
  if (how.limit >= 0) cuts = std::min(cuts, how.limit);
  const auto added = static_cast<int64_t>(how.to.size());
  if (added > 0 && cuts > run.limits().bytes / added) run.charge(run.limits().bytes + 1);
  run.charge(static_cast<int64_t>(text.size()) + cuts * added);
  return run.text(replace(text, how.from, how.to, how.limit));
}

Method string_method(std::string_view name) {
  const auto* found = std::find_if(kMethods.begin(), kMethods.end(),
                                   [&](const Row& row) { return row.name == name; });
  return found == kMethods.end() ? nullptr : found->method;
}

}  // namespace dragoman::templates
