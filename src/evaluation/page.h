// The frame of every page this program writes: one file without scripts or outside resources, to
// be read in light or dark, mailed, printed and kept.
#pragma once

#include <string>
#include <string_view>

namespace dragoman::evaluation {

extern const std::string_view kStyleSheet;  // CSS

// `title` and `footer` are text, `body` is HTML.
std::string html_page(std::string_view title, std::string_view body, std::string_view footer);

}  // namespace dragoman::evaluation
