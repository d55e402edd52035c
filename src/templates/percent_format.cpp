// "%d of %s" % values.
#include <cmath>

#include "templates/formatting.h"
#include "templates/number_format.h"
#include "templates/operators.h"
#include "templates/printing.h"
#include "templates/unicode_text.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

class PercentFormat {
 public:
  PercentFormat(Run& run, const std::string& format, const Value& values)
      : run_(run), format_(format), values_(values) {}

  std::string fill() {
    std::string out;
    while (at_ < format_.size()) {
      const size_t percent = format_.find('%', at_);
      out += format_.substr(at_, percent - at_);
      if (percent == format_.npos) break;
      at_ = percent + 1;
      out += field();
    }
    if (values_.is(Kind::kTuple) ? next_ < values_.items().size() : next_ == 0 && !is_mapping())
      run_.fail("% has more values than places in the text");
    return out;
  }

 private:
  bool is_mapping() const {
    return values_.is(Kind::kDict) || values_.is(Kind::kList) || values_.is_undefined();
  }

  char peek() const {
    if (at_ >= format_.size()) run_.fail("the format after % is cut off");
    return format_[at_];
  }

  Value next_value() {
    if (!values_.is(Kind::kTuple)) {
      if (next_++ > 0) run_.fail("% has fewer values than places in the text");
      return values_;
    }
    if (next_ >= values_.items().size()) run_.fail("% has fewer values than places in the text");
    return values_.items()[next_++];
  }

  int64_t number() {
    if (peek() == '*') {
      ++at_;
      const Value value = next_value();
      if (!value.is_integral()) run_.fail("* in a format needs an integer");
      return value.integer();
    }
    int64_t value = 0;
    constexpr int64_t kMost = 1'000'000'000;
    for (; peek() >= '0' && peek() <= '9'; ++at_)
      value = std::min(kMost, value * 10 + (format_[at_] - '0'));
    return value;
  }

  std::optional<Value> named() {
    if (peek() != '(') return std::nullopt;
    const size_t end = format_.find(')', at_);
    if (end == format_.npos) run_.fail("a % format has no ) after its name");
    if (!values_.is(Kind::kDict)) run_.fail("%(name) needs a dict");
    const std::string name = format_.substr(at_ + 1, end - at_ - 1);
    const Value* value = values_.dict().find(name);
    if (!value) run_.fail("the dict has no key {}", name);
    at_ = end + 1;
    return *value;
  }

  void read_flags(Field& field, bool& zeros, bool& left) {
    for (;; ++at_) {
      switch (peek()) {
        case '-': left = true; break;
        case '+': field.sign = '+'; break;
        case ' ':
          if (field.sign != '+') field.sign = ' ';
          break;
        case '#': field.alternate = true; break;
        case '0': zeros = true; break;
        default: return;
      }
    }
  }

  std::string field() {
    if (peek() == '%') {
      ++at_;
      return std::string(1, '%');
    }
    const std::optional<Value> keyed = named();
    Field field;
    bool zeros = false;
    bool left = false;
    read_flags(field, zeros, left);
    field.width = number();
    if (field.width < 0) left = true;
    field.width = std::abs(field.width);
    if (peek() == '.') {
      ++at_;
      field.precision = std::max<int64_t>(number(), 0);
    }
    while (peek() == 'h' || peek() == 'l' || peek() == 'L') ++at_;
    field.type = peek();
    ++at_;
    const Value value = keyed ? *keyed : next_value();
    if (keyed) ++next_;
    field.align = left ? '<' : '>';
    const bool textual = std::string_view("rsac").find(field.type) != std::string_view::npos;
    if (zeros && !left && !textual) {
      field.fill.assign(1, '0');
      field.align = '=';
    }
    return filled(field, value);
  }

  std::string filled(Field field, const Value& value) {
    switch (field.type) {
      case 's': return cut(field, to_text(run_, value));
      case 'r': return cut(field, to_repr(run_, value));
      case 'c': return padded(run_, field, character(value), '>');
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X': return integer(field, value);
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        if (!value.is_number()) run_.fail("%{} needs a number", field.type);
        return format_float(run_, field, value.number());
      default: run_.fail("% has no type {}", field.type);
    }
  }

  std::string integer(Field field, const Value& value) {
    if (field.precision >= 0) run_.fail("a precision for %{} is not supported", field.type);
    const bool decimal = std::string_view("diu").find(field.type) != std::string_view::npos;
    if (!value.is_integral() && !(decimal && value.is(Kind::kFloat)))
      run_.fail("%{} needs a number, not a {}", field.type, type_name(value));
    const Value whole = value.is_integral() ? value : to_integer(run_, value.number());
    return format_integer(run_, field, whole.integer());
  }

  std::string character(const Value& value) {
    if (value.is_string() && count_characters(value.string()) == 1) return value.string();
    constexpr int64_t kLast = 0x10FFFF;
    if (!value.is_integral() || value.integer() < 0 || value.integer() > kLast)
      run_.fail("%c needs one character");
    return text::to_utf8(std::u32string(1, static_cast<char32_t>(value.integer())));
  }

  std::string cut(const Field& field, std::string text) {
    if (field.precision >= 0) text.resize(byte_of(text, field.precision));
    return padded(run_, field, std::move(text), '>');
  }

  Run& run_;
  const std::string& format_;
  const Value& values_;
  size_t at_ = 0;
  size_t next_ = 0;
};

}  // namespace

Value format_percent(Run& run, const Value& format, const Value& values) {
  return run.text(PercentFormat(run, format.string(), values).fill());
}

}  // namespace dragoman::templates
