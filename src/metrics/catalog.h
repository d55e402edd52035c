// The metrics by name. A new one is a file and a line in catalog.cpp.
#pragma once

#include "config/catalog.h"
#include "metrics/metric.h"

namespace dragoman::metrics {

using Catalog = config::Catalog<Metric>;
using Entry = config::Entry<Metric>;

const Catalog& catalog();

}  // namespace dragoman::metrics
