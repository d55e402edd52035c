// Gate against the wrong language, the first thing a policy learns when a metric lets it.
//
// CLD2 judges where it knows the target language and recognises the training data's references;
// elsewhere (an invented or small language), for short answers and where it cannot tell, character
// profiles of the training data do: the answer is wrong when it fits the source language better
// than the target. An answer passes in doubt, and where the references would fail as well (names).
#include <algorithm>
#include <map>

#include "metrics/character_profile.h"
#include "metrics/language_detector.h"
#include "rewards/catalog.h"
#include "rewards/item_reward.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

struct LanguageConfig {
  std::string detector = "auto";
  double margin = 0.0;
  int64_t profile_rows = 5000;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("detector", detector, "who judges; auto: CLD2 where it recognises the references",
          config::OneOf{{"auto", "cld2", "profile"}});
    visit("margin", margin, "how much better, in nats a character, the source language must fit",
          config::at_least(0.0));
    visit("profile_rows", profile_rows, "rows a language's profile is learnt from, at most",
          config::at_least(1));
  }
};

using metrics::CharacterProfile;
using metrics::detect_language;
using metrics::detector_code;
using metrics::detector_knows;

constexpr int64_t kSmallestProfile = 200;  // characters
constexpr size_t kTrialRows = 200;
constexpr size_t kLongEnough = 40;  // bytes; CLD2 guesses at shorter texts, profiles do not

// Every row when there are few, else rows at even distances.
template <class Use>
void for_sample(std::span<const data::Row> rows, size_t most, Use&& use) {
  const size_t step = std::max<size_t>(1, rows.size() / most);
  for (size_t i = 0; i < rows.size() && i / step < most; i += step) use(rows[i]);
}

class Language final : public ItemGate {
 public:
  Language(const LanguageConfig& config, const RewardContext& context) : config_(config) {
    for_sample(context.rows, static_cast<size_t>(config.profile_rows), [this](const auto& row) {
      profiles_[row.source_language].add(row.source);
      for (const auto& reference : row.references) profiles_[row.target_language].add(reference);
    });
    if (config.detector == "auto") try_detector(context.rows);
  }

 private:
  bool passes(const Judged& item) const override {
    if (text::strip(item.hypothesis).empty() || !is_wrong(item.hypothesis, *item.row)) return true;
    const auto& references = item.row->references;
    return !references.empty() &&
           std::all_of(references.begin(), references.end(), [&](const std::string& reference) {
             return is_wrong(reference, *item.row);
           });
  }

  // Counts, for every target language, how often the detector is right about the references.
  void try_detector(std::span<const data::Row> rows) {
    std::map<std::string, std::pair<int64_t, int64_t>> right_of_all;
    for_sample(rows, kTrialRows, [&](const data::Row& row) {
      for (const std::string& reference : row.references) {
        auto& [right, all] = right_of_all[row.target_language];
        right += detect_language(reference) == detector_code(row.target_language) ? 1 : 0;
        ++all;
      }
    });
    for (const auto& [language, found] : right_of_all) {
      recognised_[language] = 2 * found.first > found.second;
    }
  }

  bool detector_judges(const std::string& language) const {
    if (config_.detector == "profile" || !detector_knows(language)) return false;
    const auto tried = recognised_.find(language);
    return tried == recognised_.end() || tried->second;
  }

  bool is_wrong(std::string_view answer, const data::Row& row) const {
    const CharacterProfile* source = profile(row.source_language);
    const CharacterProfile* target = profile(row.target_language);
    const bool learnt = source != nullptr && target != nullptr && source != target;
    if (detector_judges(row.target_language) && (answer.size() >= kLongEnough || !learnt)) {
      const std::string found = detect_language(answer);
      if (!found.empty()) return found != detector_code(row.target_language);
    }
    return learnt && source->fit(answer) > target->fit(answer) + config_.margin;
  }

  // Null where too little text was seen, or none was to be.
  const CharacterProfile* profile(const std::string& language) const {
    if (config_.detector == "cld2") return nullptr;
    const auto found = profiles_.find(language);
    const bool enough = found != profiles_.end() && found->second.size() >= kSmallestProfile;
    return enough ? &found->second : nullptr;
  }

  LanguageConfig config_;
  std::map<std::string, CharacterProfile> profiles_;
  std::map<std::string, bool> recognised_;  // by target language; none where nothing was tried
};

}  // namespace

Entry language() {
  return make_entry<Language, LanguageConfig>("language",
                                              "Gate: the answer is in the target language.");
}

}  // namespace dragoman::rewards
