#include "training/refinement_report.h"

#include <algorithm>
#include <vector>

#include "metrics/edit_categories.h"
#include "metrics/edit_distance.h"

namespace dragoman::training {
namespace {

double nearest_similarity(const std::string& hypothesis, const data::Row& row) {
  double nearest = 0.0;
  for (const std::string& reference : row.references)
    nearest = std::max(nearest, 1.0 - metrics::edit_distance(hypothesis, reference).normalized());
  return nearest;
}

}  // namespace

std::map<std::string, double> refinement_report(std::span<const episodes::EpisodeGroup> groups,
                                                std::span<const data::Row> rows) {
  std::vector<metrics::Refined> drafts;
  double similarity = 0.0;
  double compared = 0.0;
  for (const episodes::EpisodeGroup& group : groups) {
    for (const episodes::Episode& episode : group) {
      if (!episode.usable() || episode.refinement.empty()) continue;
      drafts.push_back({episode.hypothesis, episode.refinement});
      const data::Row& row = rows[static_cast<size_t>(episode.labels.row)];
      if (row.references.empty()) continue;
      similarity += nearest_similarity(episode.hypothesis, row);
      compared += 1.0;
    }
  }
  std::map<std::string, double> report;
  for (const auto& [name, value] : metrics::refinement_statistics(drafts))
    report["mt/refinement/" + name] = value;
  if (compared > 0.0) report["mt/reference_similarity"] = similarity / compared;
  return report;
}

}  // namespace dragoman::training
