#include "worlds/vocabulary.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"

namespace dragoman::worlds {

ZipfPool::ZipfPool(std::vector<ConceptId> ranked, double exponent) : ranked_(std::move(ranked)) {
  double total = 0.0;
  for (size_t rank = 0; rank < ranked_.size(); ++rank) {
    total += std::pow(static_cast<double>(rank) + 2.7, -exponent);
    cumulative_.push_back(total);
  }
  for (double& value : cumulative_) value /= total;
}

ConceptId ZipfPool::draw(Rng& rng) const {
  DRAGOMAN_CHECK(!ranked_.empty(), "an empty pool has no draw");
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), rng.uniform());
  const auto rank =
      std::min<size_t>(static_cast<size_t>(found - cumulative_.begin()), ranked_.size() - 1);
  return ranked_[rank];
}

bool is_closed_class(Category category) {
  return category == Category::kPronoun || category == Category::kRelation ||
         category == Category::kConnector;
}

std::vector<ConceptId> question_words() {
  std::vector<ConceptId> words;
  for (size_t i = 0; i < concepts().size(); ++i)
    if (concepts()[i].sense == Sense::kQuestion) words.push_back(static_cast<ConceptId>(i));
  return words;
}

std::vector<ConceptId> choose_vocabulary(int64_t roots, Rng rng) {
  std::map<std::pair<Category, Sense>, std::vector<ConceptId>> kinds;
  double open = 0.0;
  for (size_t i = 0; i < concepts().size(); ++i) {
    const Concept& each = concepts()[i];
    if (each.sense == Sense::kQuestion) continue;
    kinds[{each.category, each.sense}].push_back(static_cast<ConceptId>(i));
    if (!is_closed_class(each.category)) open += 1.0;
  }
  const double share = std::min(1.0, static_cast<double>(roots) / open);
  std::vector<ConceptId> chosen;
  for (auto& [kind, members] : kinds) {
    rng.shuffle(members);
    const auto kept = static_cast<size_t>(share * static_cast<double>(members.size()));
    if (!is_closed_class(kind.first))
      members.resize(std::clamp<size_t>(kept, std::min<size_t>(2, members.size()), members.size()));
    chosen.insert(chosen.end(), members.begin(), members.end());
  }
  rng.shuffle(chosen);
  return chosen;
}

}  // namespace dragoman::worlds
