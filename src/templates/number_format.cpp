#include "templates/number_format.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "templates/printing.h"
#include "templates/unicode_text.h"

namespace dragoman::templates {
namespace {

constexpr int64_t kMostDigits = 500;

std::string digits_of(uint64_t value, unsigned base, bool capitals) {
  const char* digits = capitals ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  do {
    out += digits[value % base];
    value /= base;
  } while (value > 0);
  std::reverse(out.begin(), out.end());
  return out;
}

std::string grouped(const std::string& digits, char separator, size_t size) {
  if (separator == 0) return digits;
  const size_t whole = std::min(digits.find_first_not_of("0123456789abcdefABCDEF"), digits.size());
  std::string out;
  for (size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % size == 0) out += separator;
    out += digits[i];
  }
  return out + digits.substr(whole);
}

std::string sign_of(const Field& field, bool negative) {
  if (negative) return "-";
  return field.sign == '-' ? "" : std::string(1, field.sign);
}

std::string printed(char type, int64_t precision, bool alternate, double value) {
  const std::string format = std::string("%") + (alternate ? "#" : "") + ".*" + type;
  std::vector<char> buffer(static_cast<size_t>(kMostDigits + 400));
  const int size = std::snprintf(buffer.data(), buffer.size(), format.c_str(),
                                 static_cast<int>(precision), value);
  return {buffer.data(), static_cast<size_t>(size)};
}

// Zeros between the sign and the digits, where "=" asks for it.
std::string signed_padding(Run& run, const Field& field, const std::string& sign,
                           const std::string& body) {
  if (field.align != '=') return padded(run, field, sign + body, '>');
  const int64_t missing =
      field.width - static_cast<int64_t>(sign.size()) - static_cast<int64_t>(body.size());
  run.charge(std::max<int64_t>(missing, 0));
  std::string out = sign;
  for (int64_t i = 0; i < missing; ++i) out += field.fill;
  return out + body;
}

}  // namespace

std::string padded(Run& run, const Field& field, std::string body, char natural) {
  const int64_t missing = field.width - count_characters(body);
  if (missing <= 0) return body;
  const auto size = static_cast<int64_t>(field.fill.size());
  if (missing > run.limits().bytes / size) run.charge(run.limits().bytes + 1);
  run.charge(missing * size);
  const char align = field.align == 0 ? natural : field.align;
  const int64_t left = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
  std::string out;
  for (int64_t i = 0; i < left; ++i) out += field.fill;
  out += body;
  for (int64_t i = left; i < missing; ++i) out += field.fill;
  return out;
}

std::string format_integer(Run& run, const Field& field, int64_t value) {
  unsigned base = 10;
  if (field.type == 'b') base = 2;
  if (field.type == 'o') base = 8;
  if (field.type == 'x' || field.type == 'X') base = 16;
  const uint64_t size =
      value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  std::string digits = digits_of(size, base, field.type == 'X');
  digits = grouped(digits, field.grouping, base == 10 ? 3 : 4);
  if (field.alternate && base != 10) digits = std::string("0") + field.type + digits;
  return signed_padding(run, field, sign_of(field, value < 0), digits);
}

std::string format_float(Run& run, const Field& field, double value) {
  if (field.precision > kMostDigits)
    run.fail("a precision of {} digits is more than the {} allowed", field.precision, kMostDigits);
  const double size = std::fabs(value);
  const std::string sign = sign_of(field, std::signbit(value) && !std::isnan(value));
  const bool capitals = field.type == 'E' || field.type == 'F' || field.type == 'G';
  std::string body;
  if (!std::isfinite(value)) {
    body = std::isnan(value) ? "nan" : "inf";
    if (capitals) std::transform(body.begin(), body.end(), body.begin(), ::toupper);
    if (field.type == '%') body += '%';
  } else if (field.type == 0 && field.precision < 0) {
    body = float_text(size);
  } else {
    const int64_t precision = field.precision < 0 ? 6 : field.precision;
    const char type = field.type == '%' ? 'f' : field.type == 0 ? 'g' : field.type;
    body = printed(type, precision, field.alternate, field.type == '%' ? size * 100 : size);
    if (field.type == 0 && body.find_first_of(".e") == body.npos) body += ".0";
    if (field.type == '%') body += '%';
  }
  return signed_padding(run, field, sign, grouped(body, field.grouping, 3));
}

}  // namespace dragoman::templates
