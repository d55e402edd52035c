#include "text/arithmetic.h"

#include <utility>

namespace dragoman::text {
namespace {

__extension__ typedef __int128 Wide;

constexpr int kDecimals = 12;
constexpr int kDeepest = 100;
constexpr Wide kLargest = Wide{1} << 120;

// What ends a calculation: one sentence for whoever wrote it.
struct Refusal {
  std::string why;
};

Wide checked_product(Wide a, Wide b) {
  Wide product = 0;
  if (__builtin_mul_overflow(a, b, &product) || product > kLargest || product < -kLargest)
    throw Refusal{"a number becomes too large"};
  return product;
}

Wide common_divisor(Wide a, Wide b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a < 0 ? -a : a;
}

struct Fraction {
  Wide above = 0;
  Wide below = 1;  // > 0

  static Fraction of(Wide above, Wide below) {
    if (below == 0) throw Refusal{"division by zero"};
    const Wide divisor = common_divisor(above, below) * (below < 0 ? -1 : 1);
    return {above / divisor, below / divisor};
  }
};

Fraction operator*(const Fraction& a, const Fraction& b) {
  const Fraction x = Fraction::of(a.above, b.below), y = Fraction::of(b.above, a.below);
  return {checked_product(x.above, y.above), checked_product(x.below, y.below)};
}

Fraction operator/(const Fraction& a, const Fraction& b) {
  return a * Fraction::of(b.below, b.above);
}

Fraction operator+(const Fraction& a, const Fraction& b) {
  const Wide divisor = common_divisor(a.below, b.below);
  const Wide sum =
      checked_product(a.above, b.below / divisor) + checked_product(b.above, a.below / divisor);
  return Fraction::of(sum, checked_product(a.below, b.below / divisor));
}

Fraction operator-(const Fraction& a) { return {-a.above, a.below}; }

Fraction power(const Fraction& base, const Fraction& exponent) {
  if (exponent.below != 1) throw Refusal{"an exponent must be a whole number"};
  Wide times = exponent.above < 0 ? -exponent.above : exponent.above;
  Fraction result{1, 1};
  Fraction factor = exponent.above < 0 ? Fraction::of(base.below, base.above) : base;
  const bool stays = factor.below == 1 && factor.above <= 1 && factor.above >= -1;
  if (times > 128 && stays) times = 128 + times % 2;
  if (times > 129) throw Refusal{"a number becomes too large"};
  for (; times > 0; --times) result = result * factor;
  return result;
}

// sum = product (("+" | "-") product)*; product = signed (("*" | "/") signed)*;
// signed = "-" signed | power; power = atom ["^" signed]; atom = number | "(" sum ")"
class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  Fraction read() {
    const Fraction value = sum();
    if (peek() != '\0') refuse();
    return value;
  }

 private:
  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool take(char sign) {
    if (peek() != sign) return false;
    ++at_;
    return true;
  }

  [[noreturn]] void refuse() {
    const char found = peek();
    if (found == '\0') throw Refusal{"the expression ends too early"};
    throw Refusal{"the expression can't be read at \"" + text_.substr(at_, 20) + "\""};
  }

  Fraction sum() {
    if (++depth_ > kDeepest) throw Refusal{"the expression is nested too deep"};
    Fraction value = product();
    for (;;) {
      if (take('+'))
        value = value + product();
      else if (take('-'))
        value = value + -product();
      else
        break;
    }
    --depth_;
    return value;
  }

  Fraction product() {
    Fraction value = with_sign();
    for (;;) {
      if (take('*'))
        value = value * with_sign();
      else if (take('/'))
        value = value / with_sign();
      else
        return value;
    }
  }

  Fraction with_sign() {
    if (++depth_ > kDeepest) throw Refusal{"the expression is nested too deep"};
    const bool negative = take('-');
    const Fraction value = negative ? -with_sign() : raised();
    --depth_;
    return value;
  }

  Fraction raised() {
    const Fraction base = atom();
    return take('^') ? power(base, with_sign()) : base;
  }

  Fraction atom() {
    if (take('(')) {
      const Fraction value = sum();
      if (!take(')')) refuse();
      return value;
    }
    return number();
  }

  Fraction number() {
    peek();
    Wide digits = 0, below = 1;
    bool any = false, point = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '.' && !point) {
        point = true;
      } else if (c >= '0' && c <= '9') {
        digits = checked_product(digits, 10) + (c - '0');
        if (point) below = checked_product(below, 10);
        any = true;
      } else {
        break;
      }
    }
    if (!any) refuse();
    return Fraction::of(digits, below);
  }

  const std::string& text_;
  size_t at_ = 0;
  int depth_ = 0;
};

std::string digits_of(Wide value) {
  std::string digits;
  do digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
  while ((value /= 10) > 0);
  return digits;
}

// The decimal number, rounded half up behind kDecimals places, without zeros at its end.
std::string written(const Fraction& value) {
  const bool negative = value.above < 0;
  const Wide above = negative ? -value.above : value.above;
  Wide whole = above / value.below, rest = above % value.below;
  std::string places;
  for (int i = 0; i < kDecimals && rest != 0; ++i) {
    rest = checked_product(rest, 10);
    places += static_cast<char>('0' + static_cast<int>(rest / value.below));
    rest %= value.below;
  }
  if (rest >= value.below - rest) {
    size_t at = places.size();
    while (at > 0 && places[at - 1] == '9') places[--at] = '0';
    if (at > 0)
      ++places[at - 1];
    else
      ++whole;
  }
  while (!places.empty() && places.back() == '0') places.pop_back();
  const std::string text = digits_of(whole) + (places.empty() ? "" : "." + places);
  return (negative && text != "0" ? "-" : "") + text;
}

}  // namespace

Calculation calculate(const std::string& expression) {
  try {
    return {written(Reader(expression).read()), ""};
  } catch (const Refusal& refusal) {
    return {"", refusal.why};
  }
}

}  // namespace dragoman::text
