#include "rewards/target.h"

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

std::string_view written_for(const Judged& item, Target target) {
  return target == Target::kRefinement ? item.refinement : item.translation;
}

}  // namespace

Target read_target(const std::string& name, const RewardContext& context) {
  const Target target = name == "refinement"    ? Target::kRefinement
                        : name == "translation" ? Target::kTranslation
                                                : Target::kReferences;
  if (target != Target::kReferences && !context.taught)
    throw_input("a reward has target = \"{}\", but there is no [oracle] that writes it", name);
  return target;
}

RewardContext context_for(Target target, const RewardContext& context) {
  RewardContext own = context;
  if (target != Target::kReferences) own.rows = {};
  return own;
}

std::vector<Judged> aim(std::span<const Judged> items, Target target, std::deque<data::Row>& rows) {
  std::vector<Judged> aimed(items.begin(), items.end());
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string_view written = written_for(items[i], target);
    const bool nothing_said = text::strip(items[i].hypothesis).empty();
    DRAGOMAN_CHECK(!written.empty() || nothing_said, "every answer has been shown to the teacher");
    const std::string_view reference =
        written.empty() ? std::string_view(items[i].row->source) : written;
    // Neighbours with one target share its row, as a reward prepares a row once.
    const bool same =
        i > 0 && items[i].row == items[i - 1].row && rows.back().references.front() == reference;
    if (!same) {
      rows.push_back(*items[i].row);
      rows.back().references = {std::string(reference)};
    }
    aimed[i].row = &rows.back();
  }
  return aimed;
}

}  // namespace dragoman::rewards
