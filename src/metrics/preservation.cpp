#include "metrics/preservation.h"

#include <algorithm>
#include <iterator>

#include "text/regex.h"
#include "text/utf8.h"

namespace dragoman::metrics {

Preservation::Preservation(std::string name, Find find, std::vector<SignatureField> signature)
    : RatioMetric({.name = std::move(name),
                   .needs_source = true,
                   .needs_references = false,
                   .signature = std::move(signature)},
                  100.0),
      find_(std::move(find)) {}

Ratio Preservation::measure(std::string_view hypothesis, const Segment& segment) const {
  auto ours = find_(hypothesis);
  auto theirs = find_(segment.source);
  std::sort(ours.begin(), ours.end());
  std::sort(theirs.begin(), theirs.end());
  std::vector<std::string> common;
  std::set_intersection(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                        std::back_inserter(common));
  return {2.0 * static_cast<double>(common.size()),
          static_cast<double>(ours.size() + theirs.size())};
}

Preservation::Find matches_of(std::string_view pattern) {
  const auto regex =
      std::make_shared<const text::Regex>(pattern, text::Regex::Syntax::kOniguruma, "pattern");
  return [regex](std::string_view given) {
    const std::string text = text::repair_utf8(given);
    std::vector<std::string> found;
    text::Regex::Match match;
    for (size_t at = 0; at < text.size() && regex->find(text, at, match);
         at = std::max(match.end, match.begin + 1))
      if (match.end > match.begin)
        found.push_back(text.substr(match.begin, match.end - match.begin));
    return found;
  };
}

}  // namespace dragoman::metrics
