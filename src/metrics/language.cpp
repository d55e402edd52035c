// Whether translations are in the target language: of those whose language can be told, the share
// that are. CLD2 judges where it knows the target language; character profiles, learnt from the
// user's own text, judge elsewhere and where a text is too short for it.
#include <map>

#include "base/error.h"
#include "base/line_reader.h"
#include "metrics/catalog.h"
#include "metrics/character_profile.h"
#include "metrics/fasttext_model.h"
#include "metrics/language_detector.h"
#include "metrics/ratio_metric.h"

namespace dragoman::metrics {
namespace {

constexpr size_t kLongEnough = 40;  // bytes; the detector guesses at shorter texts, profiles do not

struct LanguageConfig {
  std::string target;
  std::map<std::string, std::string> profiles;
  std::string fasttext_model;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("target", target, "code of the target language; empty: that of the data");
    visit("profiles", profiles, "text files to learn languages from, by code: {de = \"de.txt\"}");
    visit("fasttext_model", fasttext_model,
          "a fastText model that tells languages, as lid.176.ftz or GlotLID's; it alone judges");
  }
};

std::vector<SignatureField> signature_of(const LanguageConfig& config) {
  std::vector<SignatureField> fields = {
      {"target", "t", config.target.empty() ? "data" : config.target},
      {"profiles", "p", std::to_string(config.profiles.size())}};
  if (!config.fasttext_model.empty())
    fields.push_back({"model", "m", Path(config.fasttext_model).filename().string()});
  return fields;
}

CharacterProfile read_profile(const std::string& path) {
  LineReader reader(path);
  CharacterProfile profile;
  std::string line;
  while (reader.next(line)) profile.add(line);
  return profile;
}

class Language final : public RatioMetric {
 public:
  explicit Language(const LanguageConfig& config)
      : RatioMetric({.name = "language",
                     .needs_references = false,
                     .needs_language = config.target.empty(),
                     .signature = signature_of(config)}),
        target_(config.target) {
    if (!config.fasttext_model.empty())
      model_ = std::make_unique<FastTextModel>(config.fasttext_model);
    if (config.profiles.size() == 1)
      throw_input("language: profiles of two languages or more are needed to tell them apart");
    for (const auto& [language, path] : config.profiles)
      profiles_.emplace(detector_code(language), read_profile(path));
  }

 private:
  Ratio measure(std::string_view hypothesis, const Segment& segment) const override {
    const std::string target =
        detector_code(target_.empty() ? segment.target_language : std::string_view(target_));
    const std::string found = language_of(hypothesis, target);
    if (found.empty()) return {};
    return {found == target ? 1.0 : 0.0, 1.0};
  }

  // "" where it can't be told.
  std::string language_of(std::string_view text, const std::string& target) const {
    if (model_) {
      if (!model_->knows(target))
        throw_input("language: the fastText model does not know {}", target);
      return model_->language(text);
    }
    const bool learnt = profiles_.contains(target);
    if (!learnt && !detector_knows(target))
      throw_input("language: nothing here knows {}; give profiles of it and of others", target);
    if (!learnt || (detector_knows(target) && text.size() >= kLongEnough)) {
      const std::string found = detect_language(text);
      if (!found.empty() || !learnt) return found;
    }
    return best_profile(text);
  }

  std::string best_profile(std::string_view text) const {
    std::string best;
    double best_fit = 0.0;
    for (const auto& [language, profile] : profiles_) {
      const double fit = profile.fit(text);
      if (fit == 0.0 || (!best.empty() && fit <= best_fit)) continue;
      best = language;
      best_fit = fit;
    }
    return best;
  }

  std::string target_;
  std::unique_ptr<const FastTextModel> model_;
  std::map<std::string, CharacterProfile> profiles_;  // by detector_code
};

}  // namespace

Entry language() {
  return config::make_entry<Metric, Language, LanguageConfig>(
      "language", "Share of translations that are in the target language.");
}

}  // namespace dragoman::metrics
