// A comparison of systems as one HTML page: ranks, tests, parts of the sentences, and translations
// side by side.
#pragma once

#include <string>

#include "evaluation/system_comparison.h"

namespace dragoman::evaluation {

// `comparison` is of `systems`; the `samples` sentences on which they differ most are shown. The
// same input gives the same bytes.
std::string comparison_page(const Systems& systems, const SystemComparison& comparison,
                            size_t samples);

}  // namespace dragoman::evaluation
