// Minimum Bayes risk decoding: of several samples the one that is most like all of them, so that no
// reference is needed (Kumar & Byrne, 2004; Eikema & Aziz, 2020).
#pragma once

#include <span>
#include <string>

#include "metrics/metric.h"

namespace dragoman::evaluation {

// Position of the sample whose mean sentence score against the others is best. Equal samples count
// as often as they occur, and each also supports itself; of equally good ones the first is taken.
// `samples` is not empty. The metric may need references but no source.
size_t minimum_bayes_risk(const metrics::Metric& metric, std::span<const std::string> samples);

}  // namespace dragoman::evaluation
