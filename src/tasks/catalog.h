// Every task there is.
#pragma once

#include "config/catalog.h"
#include "tasks/task.h"

namespace dragoman::tasks {

using Entry = config::Entry<Task>;
using Catalog = config::Catalog<Task>;

const Catalog& catalog();

}  // namespace dragoman::tasks
