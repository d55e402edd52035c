// "{0} of {name:>5}".format(values).
#include <algorithm>

#include "templates/formatting.h"
#include "templates/number_format.h"
#include "templates/printing.h"
#include "templates/subscripts.h"
#include "templates/unicode_text.h"

namespace dragoman::templates {
namespace {

bool is_digits(std::string_view text) {
  constexpr size_t kMost = 9;
  return !text.empty() && text.size() <= kMost && text.find_first_not_of("0123456789") == text.npos;
}

// "[[fill]align][sign][#][0][width][grouping][.precision][type]"
class SpecReader {
 public:
  SpecReader(Run& run, std::string_view spec) : run_(run), rest_(spec) {}

  Field read() {
    Field field;
    read_align(field);
    if (const char sign = take("+- ")) field.sign = sign;
    field.alternate = take("#") != 0;
    if (!rest_.empty() && rest_[0] == '0') {
      if (field.align == 0) {
        field.fill = "0";
        field.align = '=';
      }
      rest_.remove_prefix(1);
    }
    field.width = number(0);
    field.grouping = take(",_");
    if (take(".") != 0) field.precision = number(-1);
    field.type = take("bcdeEfFgGnosxX%");
    if (!rest_.empty()) run_.fail("the format {} is not understood", rest_);
    return field;
  }

 private:
  void read_align(Field& field) {
    if (rest_.empty()) return;
    const size_t size = character_bytes(rest_, 0);
    const auto is_align = [](char c) {
      return std::string_view("<>=^").find(c) != std::string_view::npos;
    };
    if (rest_.size() > size && is_align(rest_[size])) {
      field.fill = rest_.substr(0, size);
      field.align = rest_[size];
      rest_.remove_prefix(size + 1);
    } else if (is_align(rest_[0])) {
      field.align = take("<>=^");
    }
  }

  char take(std::string_view any) {
    if (rest_.empty() || any.find(rest_[0]) == any.npos) return 0;
    const char found = rest_[0];
    rest_.remove_prefix(1);
    return found;
  }

  int64_t number(int64_t fallback) {
    constexpr int64_t kMost = 1'000'000'000;
    const size_t size = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (size == 0 && fallback < 0) run_.fail("a format has no digits after its point");
    int64_t value = 0;
    for (const char c : rest_.substr(0, size)) value = std::min(kMost, value * 10 + (c - '0'));
    rest_.remove_prefix(size);
    return value;
  }

  Run& run_;
  std::string_view rest_;
};

std::string format_value(Run& run, const Value& value, std::string_view spec) {
  if (spec.empty()) return to_text(run, value);
  const Field field = SpecReader(run, spec).read();
  const auto one_of = [&](std::string_view types) {
    return field.type == 0 || types.find(field.type) != types.npos;
  };
  if (value.is_string() && one_of("s") && field.align != '=' && field.sign == '-') {
    std::string text = value.string();
    if (field.precision >= 0) text.resize(byte_of(text, field.precision));
    return padded(run, field, std::move(text), '<');
  }
  if (value.is_integral() && one_of("dboxX") && field.precision < 0)
    return format_integer(run, field, value.integer());
  if (value.is_number() && field.type != 0 && one_of("eEfFgG%"))
    return format_float(run, field, value.number());
  if (value.is(Kind::kFloat) && field.type == 0 && field.precision < 0)
    return format_float(run, field, value.number());
  run.fail("a {} has no format {}", type_name(value), spec);
}

class BraceFormat {
 public:
  BraceFormat(Run& run, const std::string& format, const Arguments& arguments)
      : run_(run), format_(format), arguments_(arguments) {}

  std::string fill() {
    std::string out;
    while (at_ < format_.size()) {
      const char c = format_[at_++];
      if (c != '{' && c != '}') {
        out += c;
      } else if (at_ < format_.size() && format_[at_] == c) {
        out += c;
        ++at_;
      } else if (c == '}') {
        run_.fail("a format has a single }}");
      } else {
        out += field();
      }
    }
    return out;
  }

 private:
  std::string field() {
    const size_t end = format_.find('}', at_);
    if (end == format_.npos) run_.fail("a format has a single {{");
    std::string_view inside = std::string_view(format_).substr(at_, end - at_);
    if (inside.find('{') != inside.npos) run_.fail("a format inside a format is not supported");
    at_ = end + 1;
    const size_t name_end = std::min(inside.find_first_of("!:"), inside.size());
    Value value = look_up(inside.substr(0, name_end));
    inside.remove_prefix(name_end);
    if (inside.starts_with("!")) {
      if (inside.size() < 2 || (inside.size() > 2 && inside[2] != ':') ||
          (inside[1] != 'r' && inside[1] != 's'))
        run_.fail("a format has the conversion {}; only !r and !s are supported", inside);
      value = run_.text(inside[1] == 'r' ? to_repr(run_, value) : to_text(run_, value));
      inside.remove_prefix(2);
    }
    return format_value(run_, value, inside.empty() ? inside : inside.substr(1));
  }

  Value argument(std::string_view name) {
    if (name.empty() || is_digits(name)) {
      if (named_style_ && *named_style_ != name.empty())
        run_.fail("a format can't number some of its fields only");
      named_style_ = name.empty();
      const size_t index =
          name.empty() ? next_++ : static_cast<size_t>(std::stoul(std::string(name)));
      if (index >= arguments_.positional.size()) run_.fail("format() has no argument {}", index);
      return arguments_.positional[index];
    }
    const Value* value = arguments_.find(name);
    if (!value) run_.fail("format() has no argument {}", name);
    return *value;
  }

  Value look_up(std::string_view path) {
    size_t end = std::min(path.find_first_of(".["), path.size());
    Value value = argument(path.substr(0, end));
    path.remove_prefix(end);
    while (!path.empty()) {
      const bool bracket = path[0] == '[';
      if (!bracket && path[0] != '.') run_.fail("a format names {} after a ]", path);
      end = bracket ? path.find(']') : std::min(path.find_first_of(".[", 1), path.size());
      if (end == path.npos || end == 1) run_.fail("a format has an empty name or no ]");
      const std::string name(path.substr(1, end - 1));
      if (!bracket)
        value = get_attribute(run_, value, name);
      else
        value = get_item(run_, value,
                         is_digits(name) ? Value(int64_t{std::stol(name)}) : run_.text(name));
      path.remove_prefix(bracket ? end + 1 : end);
    }
    return value;
  }

  Run& run_;
  const std::string& format_;
  const Arguments& arguments_;
  size_t at_ = 0;
  size_t next_ = 0;
  std::optional<bool> named_style_;  // whether fields are numbered by their order
};

}  // namespace

Value format_braces(Run& run, const std::string& format, const Arguments& arguments) {
  return run.text(BraceFormat(run, format, arguments).fill());
}

}  // namespace dragoman::templates
