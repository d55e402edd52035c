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

// Replaces what stands between the lines "<!-- study -->" and "<!-- /study -->" of the page; a page
// that is not there is begun. A page without the two lines is an Error.
void update_page(const Path& page, const Json& summary);

// FOLDER/curves.svg: dev chrF (or the first metric that was logged) by step, a line a run.
void write_curves(Study& study, const Path& folder);

}  // namespace dragoman::studies
