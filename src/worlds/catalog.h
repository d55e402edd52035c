// Every world there is.
#pragma once

#include "config/catalog.h"
#include "worlds/world.h"

namespace dragoman::worlds {

using Entry = config::Entry<World>;
using Catalog = config::Catalog<World>;

const Catalog& catalog();

}  // namespace dragoman::worlds
