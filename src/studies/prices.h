// The part of a study about systems that cost: at which share of prices is one of them the best?
#pragma once

#include <string>

#include "base/json.h"
#include "studies/study.h"

namespace dragoman::studies {

// Of one seed: [{"group", "share", "low", "high", "seed"}], of all held-out rows ("all") and of
// each group of `by` where the study has that.
Json price_shares(Study& study, int64_t seed);

// The table of these, over all seeds, in Markdown.
std::string price_table(const Json& summary);

}  // namespace dragoman::studies
