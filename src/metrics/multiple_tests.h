// Corrections of p-values for the number of tests that were made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::metrics {

// Adjusted p-values in the order given: a test is significant at a level when its adjusted p is not
// above it. Holm (1979) bounds the chance of any false finding.
std::vector<double> holm(const std::vector<double>& p_values);

// Benjamini and Hochberg (1995) bound the expected share of false ones among the findings.
std::vector<double> benjamini_hochberg(const std::vector<double>& p_values);

// "holm", "benjamini-hochberg" or "none"; another name is our mistake.
std::vector<double> adjusted(const std::vector<double>& p_values, std::string_view correction);

}  // namespace dragoman::metrics
