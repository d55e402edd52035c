// A penalty on answers of another length than expected, without a gate's edge:
//
//   - min(1, slope * max(0, |ln(length / expected)| - margin))
//
// in code points, against the reference whose length is nearest, or against `ratio` times the
// source's. For rewards that pay for length, as chrF's recall does.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "rewards/item_reward.h"
#include "rewards/target.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

struct LengthRatioConfig {
  std::string against = "reference";
  double ratio = 0.0;
  double margin = 0.05;
  double slope = 1.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("against", against, "what the hypothesis is compared with",
          config::OneOf{{"reference", "source"}});
    visit("ratio", ratio,
          "expected length as a multiple of the source's; 0: the median of the training data's "
          "references",
          config::at_least(0.0));
    visit("margin", margin, "difference of logarithms of lengths that costs nothing",
          config::at_least(0.0));
    visit("slope", slope, "penalty for each further unit of that difference", config::above(0.0));
  }
  void validate(config::Problems& problems) const {
    if (ratio > 0.0 && against != "source")
      problems.add("ratio", "is of the source's length; it needs against = \"source\"");
  }
};

double length_of(std::string_view text) {
  return static_cast<double>(text::count_code_points(text::strip(text)));
}

// Rows without a source or a reference say nothing.
double median_ratio(std::span<const data::Row> rows) {
  std::vector<double> ratios;
  for (const data::Row& row : rows)
    for (const std::string& reference : row.references)
      if (length_of(row.source) > 0.0 && length_of(reference) > 0.0)
        ratios.push_back(length_of(reference) / length_of(row.source));
  if (ratios.empty())
    throw_input(
        "reward length_ratio: the data has no references to take the ratio of lengths from; set "
        "ratio");
  const auto middle = ratios.begin() + static_cast<int64_t>(ratios.size() / 2);
  std::nth_element(ratios.begin(), middle, ratios.end());
  return *middle;
}

class LengthRatio final : public ItemReward {
 public:
  LengthRatio(const LengthRatioConfig& config, const RewardContext& context) : config_(config) {
    if (config_.against == "reference")
      require_references(context, "length_ratio");
    else if (config_.ratio == 0.0)
      config_.ratio = median_ratio(context.rows);
  }

 private:
  std::optional<double> score_one(const Judged& item) const override {
    const double length = length_of(item.hypothesis);
    if (config_.against == "source")
      return penalty(length, config_.ratio * length_of(item.row->source));
    double best = -1.0;
    for (const std::string& reference : item.row->references)
      best = std::max(best, penalty(length, length_of(reference)));
    return best;
  }

  double penalty(double length, double expected) const {
    if (length == 0.0 || expected == 0.0) return length == expected ? 0.0 : -1.0;
    const double beyond = std::abs(std::log(length / expected)) - config_.margin;
    return -std::clamp(config_.slope * beyond, 0.0, 1.0);
  }

  LengthRatioConfig config_;
};

}  // namespace

Entry length_ratio() {
  return make_targeted_entry<LengthRatio, LengthRatioConfig>(
      "length_ratio", "Score: 0, falling to -1 as an answer is longer or shorter than expected.");
}

}  // namespace dragoman::rewards
