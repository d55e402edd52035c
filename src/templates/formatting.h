// Python's two ways to fill a text: "%s" % values and "{}".format(values).
#pragma once

#include "templates/object.h"

namespace dragoman::templates {

// One value, a tuple of them, or a dict for "%(name)s".
Value format_percent(Run& run, const Value& format, const Value& values);
Value format_braces(Run& run, const std::string& format, const Arguments& arguments);

}  // namespace dragoman::templates
