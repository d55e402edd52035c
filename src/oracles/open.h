// A recipe's oracle behind its desk, with the files of the run.
#pragma once

#include <memory>

#include "oracles/desk.h"
#include "oracles/section.h"

namespace dragoman::oracles {

std::unique_ptr<Desk> open_desk(const OracleSection& section, const OracleContext& context);

}  // namespace dragoman::oracles
