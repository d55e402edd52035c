#include "metrics/edit_categories.h"

#include <algorithm>
#include <map>

#include "metrics/alignment.h"
#include "metrics/edit_distance.h"

namespace dragoman::metrics {
namespace {

bool same_stem(const Unit& a, const Unit& b) {
  const size_t shorter = std::min(a.size(), b.size());
  size_t common = 0;
  while (common < shorter && a[common] == b[common]) ++common;
  return common >= 3 && 2 * common >= shorter;
}

// How often a word is taken from one place of the draft and put into another.
class Moves {
 public:
  Moves(const std::vector<Unit>& before, const std::vector<Unit>& after,
        const std::vector<Aligned>& steps) {
    std::map<Unit, int64_t> taken, put;
    for (const Aligned& step : steps) {
      if (step.kept) continue;
      if (step.before >= 0) ++taken[before[static_cast<size_t>(step.before)]];
      if (step.after >= 0) ++put[after[static_cast<size_t>(step.after)]];
    }
    for (const auto& [word, count] : taken)
      if (const auto found = put.find(word); found != put.end())
        left_to_take_[word] = left_to_put_[word] = std::min(count, found->second);
  }

  // Whether this word, removed or inserted here, is the one end of a move.
  bool takes(const Unit& word) { return use(left_to_take_, word); }
  bool puts(const Unit& word) { return use(left_to_put_, word); }

 private:
  static bool use(std::map<Unit, int64_t>& left, const Unit& word) {
    const auto found = left.find(word);
    if (found == left.end() || found->second == 0) return false;
    --found->second;
    return true;
  }

  std::map<Unit, int64_t> left_to_take_, left_to_put_;
};

}  // namespace

EditCategories edit_categories(std::string_view draft, std::string_view refinement) {
  const std::vector<Unit> before = split_units(draft, "word");
  const std::vector<Unit> after = split_units(refinement, "word");
  const std::vector<Aligned> steps = align(before, after);
  Moves moves(before, after, steps);
  EditCategories counts;
  for (const Aligned& step : steps) {
    if (step.kept) continue;
    const Unit* removed = step.before < 0 ? nullptr : &before[static_cast<size_t>(step.before)];
    const Unit* inserted = step.after < 0 ? nullptr : &after[static_cast<size_t>(step.after)];
    if (removed && moves.takes(*removed)) removed = nullptr;
    if (inserted && moves.puts(*inserted)) {
      ++counts.moved;
      inserted = nullptr;
    }
    if (removed && inserted)
      ++(same_stem(*removed, *inserted) ? counts.endings : counts.substituted);
    else if (removed)
      ++counts.added;
    else if (inserted)
      ++counts.omitted;
  }
  return counts;
}

std::map<std::string, double> refinement_statistics(const std::vector<Refined>& drafts) {
  if (drafts.empty()) return {};
  double unchanged = 0.0;
  double distance = 0.0;
  EditCategories all;
  for (const Refined& each : drafts) {
    unchanged += each.draft == each.refinement ? 1.0 : 0.0;
    distance += edit_distance(each.draft, each.refinement).normalized();
    const EditCategories counts = edit_categories(each.draft, each.refinement);
    all.substituted += counts.substituted;
    all.endings += counts.endings;
    all.moved += counts.moved;
    all.omitted += counts.omitted;
    all.added += counts.added;
  }
  const auto count = static_cast<double>(drafts.size());
  const auto mean = [count](int64_t edits) { return static_cast<double>(edits) / count; };
  return {{"identity_ratio", unchanged / count},
          {"edit_distance", distance / count},
          {"similarity", 1.0 - distance / count},
          {"edits", mean(all.total())},
          {"substituted", mean(all.substituted)},
          {"endings", mean(all.endings)},
          {"moved", mean(all.moved)},
          {"omitted", mean(all.omitted)},
          {"added", mean(all.added)}};
}

}  // namespace dragoman::metrics
