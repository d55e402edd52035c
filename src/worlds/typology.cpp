#include "worlds/typology.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace dragoman::worlds {
namespace {

// Two values that no language has together.
struct Exclusion {
  const char* feature;
  const char* value;
  const char* other_feature;
  const char* other_value;
};

constexpr Exclusion kExclusions[] = {
    {"fusion", "isolating", "agreement", "yes"},   // its words do not change
    {"fusion", "isolating", "article", "affix"},   // likewise
    {"fusion", "isolating", "negation", "affix"},  // likewise
    {"fusion", "isolating", "question", "affix"},  // likewise
    {"fusion", "fusional", "article", "affix"},    // the affix is that of number and case
    {"alignment", "none", "word_order", "free"},   // order alone tells who does what
    {"agreement", "no", "pronouns", "dropped"},    // nothing would show the subject
    {"tone", "yes", "script", "ascii"},            // only Latin letters carry tone
    {"tone", "yes", "script", "greek"},            // likewise
    {"tone", "yes", "script", "cyrillic"},         // likewise
    {"tone", "yes", "script", "georgian"},         // likewise
    {"tone", "yes", "script", "armenian"},         // likewise
};

constexpr int kMostAttempts = 5000;
constexpr int kFaithfulAttempts = 50;  // after these nothing is taken from the ancestor

class Lister {
 public:
  void operator()(const char* name, std::string& value, const char*, const config::OneOf& rule) {
    Feature feature{name, &value, {}};
    for (const std::string_view each : rule.names)
      if (each != kDrawn) feature.values.emplace_back(each);
    features.push_back(std::move(feature));
  }
  std::vector<Feature> features;
};

}  // namespace

std::vector<Feature> features_of(Typology& typology) {
  Lister lister;
  typology.fields(lister);
  return std::move(lister.features);
}

std::string contradiction_in(const Typology& typology) {
  Typology copy = typology;
  const std::vector<Feature> features = features_of(copy);
  const auto has = [&features](const char* name, const char* value) {
    return std::any_of(features.begin(), features.end(), [&](const Feature& each) {
      return each.name == name && *each.value == value;
    });
  };
  for (const Exclusion& each : kExclusions)
    if (has(each.feature, each.value) && has(each.other_feature, each.other_value))
      return fmt::format("{} = {} goes without {} = {}", each.feature, each.value,
                         each.other_feature, each.other_value);
  return "";
}

Typology draw_typology(const Typology& chosen, const Typology* ancestor, double change,
                       const Rng& rng) {
  if (const std::string why = contradiction_in(chosen); !why.empty())
    throw_input("no language is like that: {}", why);
  Typology theirs = ancestor ? *ancestor : Typology{};
  const std::vector<Feature> inherited = features_of(theirs);
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    Typology drawn = chosen;
    const std::vector<Feature> features = features_of(drawn);
    for (size_t i = 0; i < features.size(); ++i) {
      if (*features[i].value != kDrawn) continue;
      Rng own = rng.derive("feature", attempt).derive(features[i].name);
      const bool kept = ancestor && attempt < kFaithfulAttempts && own.uniform() >= change;
      const auto& values = features[i].values;
      *features[i].value = kept ? *inherited[i].value : values[own.below(values.size())];
    }
    if (contradiction_in(drawn).empty()) return drawn;
  }
  throw_input(
      "the features that were chosen leave no language over; leave one of them to be drawn");
}

}  // namespace dragoman::worlds
