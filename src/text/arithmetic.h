// Arithmetic, exact: a value is a fraction, and a fraction that is no decimal number is rounded
// when it is written.
#pragma once

#include <string>

namespace dragoman::text {

struct Calculation {
  std::string value;  // a decimal number, rounded behind 12 places; "" where there is none
  std::string why;    // there is none, in one sentence
};

// Numbers with + - * / ^ and parentheses. Never throws.
Calculation calculate(const std::string& expression);

}  // namespace dragoman::text
