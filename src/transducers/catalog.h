// Every transducer there is.
#pragma once

#include "config/catalog.h"
#include "transducers/transducer.h"

namespace dragoman::transducers {

using Entry = config::Entry<Transducer>;
using Catalog = config::Catalog<Transducer>;
using Part = config::Part<Transducer>;

const Catalog& catalog();

}  // namespace dragoman::transducers
