// One number or text in a field, as the two format languages of Python share it.
#pragma once

#include <string>

#include "templates/run.h"

namespace dragoman::templates {

struct Field {
  std::string fill = " ";  // one character
  char align = 0;          // < > ^ =, or 0 for the type's own
  char sign = '-';         // - + or a space
  bool alternate = false;  // #
  char grouping = 0;       // , or _
  int64_t width = 0;
  int64_t precision = -1;  // -1 for none
  char type = 0;
};

// `body` cut to the precision and padded; `natural` is the type's own alignment.
std::string padded(Run& run, const Field& field, std::string body, char natural);
// d b o x X of an integer.
std::string format_integer(Run& run, const Field& field, int64_t value);
// e f g and % of a float; 0 stands for Python's own form.
std::string format_float(Run& run, const Field& field, double value);

}  // namespace dragoman::templates
