// The sections of a comparison's page, each a piece of HTML; an empty one has nothing to show.
// System i has colour i everywhere; systems stand in the order of the first metric.
#pragma once

#include <string>

#include "evaluation/system_comparison.h"

namespace dragoman::evaluation {

std::string warnings_html(const SystemComparison& comparison);      // of rewarded metrics
std::string ranking_section(const SystemComparison& comparison);    // scores, clusters, AutoRank
std::string tests_section(const SystemComparison& comparison);      // who beats whom
std::string agreement_section(const SystemComparison& comparison);  // with people
std::string groups_section(const SystemComparison& comparison);     // by length, domain, …
std::string differences_section(const Systems& systems, const SystemComparison& comparison,
                                size_t samples);

std::string system_html(const SystemComparison& comparison, size_t system);  // dot and name
std::string metric_heading(const MetricComparison& metric);  // name, arrow, whether rewarded
std::string fixed_html(double value, int decimals = 2);      // "–" when not finite

}  // namespace dragoman::evaluation
