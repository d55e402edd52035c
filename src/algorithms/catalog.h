// Every algorithm that a recipe can name.
#pragma once

#include "algorithms/algorithm.h"
#include "config/catalog.h"

namespace dragoman::algorithms {

using Entry = config::Entry<Algorithm>;
using Catalog = config::Catalog<Algorithm>;

const Catalog& catalog();

}  // namespace dragoman::algorithms
