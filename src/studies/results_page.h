// What a study leaves beside its results page, docs/results/NAME.md: the tables inside the page and
// the curves as a picture.
#pragma once

#include "base/files.h"
#include "base/json.h"
#include "studies/study.h"

namespace dragoman::studies {

// The table of rows, then the table of tests, in Markdown. Of several seeds the means, with the
// least and the greatest value in brackets; a test has its mean difference and its greatest p.
std::string study_markdown(const Json& summary);

// The page as it stands, or the beginning of one. A page without the lines "<!-- study -->" and
// "<!-- /study -->" is an Error.
std::string checked_page(const Path& page, const std::string& title);

// Replaces what stands between the two lines.
void update_page(const Path& page, const Json& summary);

// FOLDER/curves.svg: dev chrF (or the first metric that was logged) by step, a line a run.
void write_curves(Study& study, const Path& folder);

}  // namespace dragoman::studies
