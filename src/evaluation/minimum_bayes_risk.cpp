#include "evaluation/minimum_bayes_risk.h"

#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace dragoman::evaluation {
namespace {

struct Candidate {
  std::string_view text;
  size_t first = 0;    // its first position
  double count = 0.0;  // how often it was sampled
};

std::vector<Candidate> candidates_of(std::span<const std::string> samples) {
  std::vector<Candidate> candidates;
  std::map<std::string_view, size_t> known;
  for (size_t i = 0; i < samples.size(); ++i) {
    const auto [found, fresh] = known.emplace(samples[i], candidates.size());
    if (fresh) candidates.push_back({samples[i], i, 0.0});
    candidates[found->second].count += 1.0;
  }
  return candidates;
}

}  // namespace

size_t minimum_bayes_risk(const metrics::Metric& metric, std::span<const std::string> samples) {
  DRAGOMAN_CHECK(!samples.empty(), "there is nothing to choose from");
  const std::vector<Candidate> candidates = candidates_of(samples);
  if (candidates.size() == 1) return 0;
  const double sign = metric.info().higher_is_better ? 1.0 : -1.0;
  std::vector<double> gains(candidates.size(), 0.0);
  for (const Candidate& other : candidates) {
    const std::string reference(other.text);
    const auto prepared = metric.prepare({.references = std::span(&reference, 1)});
    for (size_t i = 0; i < candidates.size(); ++i)
      gains[i] += sign * other.count * metric.sentence_score(candidates[i].text, *prepared);
  }
  size_t best = 0;
  for (size_t i = 1; i < candidates.size(); ++i)
    if (gains[i] > gains[best]) best = i;
  return candidates[best].first;
}

}  // namespace dragoman::evaluation
