// Which language rows are in; those of other languages than wanted go.
#include <algorithm>
#include <memory>

#include "base/error.h"
#include "corpus/json_row.h"
#include "corpus/rows.h"
#include "corpus/stage.h"
#include "metrics/fasttext_model.h"
#include "metrics/language_detector.h"

namespace dragoman::corpus {
namespace {

struct IdentifyConfig {
  std::vector<std::string> languages;
  bool as_labelled = false;
  double min_score = 0.0;
  bool keep_unknown = false;
  Path model;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("languages", languages, "codes of the languages that stay; none: all");
    visit("as_labelled", as_labelled, "rows stay only if they are in the language that they name");
    visit("min_score", min_score,
          "share of the text in its language (with a model: probability) at least",
          config::Range{0.0, 1.0});
    visit("keep_unknown", keep_unknown, "rows stay whose language can't be told");
    visit("model", model, "a fastText model (lid.176, GlotLID) in place of CLD2");
  }
};

class Identify final : public Stage {
 public:
  explicit Identify(IdentifyConfig config) : config_(std::move(config)) {
    for (const std::string& language : config_.languages)
      wanted_.push_back(metrics::detector_code(language));
  }

  void run(Job& job) override {
    if (!config_.model.empty()) model_ = std::make_unique<metrics::FastTextModel>(config_.model);
    for (const std::string& language : wanted_)
      if (model_ ? !model_->knows(language) : !metrics::detector_knows(language))
        throw_input("the detector does not know the language {}; give it a model that does",
                    language);
    const Counts counts =
        run_rows(job, "identify", [&](const InputRow& row) { return judge(job, row); });
    job.finish(counts, nullptr);
  }

 private:
  Outcome judge(const Job& job, const InputRow& row) const {
    Json object = row.parse();
    const std::string text = text_of(object, job.options().field, row.where());
    const auto guess = model_ ? model_->guess(text) : metrics::guess_language(text);
    const Json detail = {{"language", guess.language}, {"score", guess.score}};
    if (guess.language.empty()) {
      if (!config_.keep_unknown) return Outcome::remove("unknown", detail);
      return Outcome::keep(row);
    }
    if (guess.score < config_.min_score) return Outcome::remove("score", detail);
    if (!wanted_.empty() &&
        std::find(wanted_.begin(), wanted_.end(), guess.language) == wanted_.end())
      return Outcome::remove("language " + guess.language, detail);
    const std::string named = label_of(object);
    if (config_.as_labelled && metrics::detector_code(named) != guess.language)
      return Outcome::remove("not as labelled", detail);
    // A label that says more ("zh-Hant", "nb") stays.
    if (metrics::detector_code(named) != guess.language) object["language"] = guess.language;
    object["language_score"] = guess.score;
    Outcome outcome;
    outcome.lines.push_back(to_line(object));
    return outcome;
  }

  static std::string label_of(const Json& row) {
    const auto found = row.find("language");
    return found != row.end() && found->is_string() ? found->get<std::string>() : "";
  }

  IdentifyConfig config_;
  std::vector<std::string> wanted_;
  std::unique_ptr<metrics::FastTextModel> model_;
};

}  // namespace

config::Entry<Stage> identify() {
  return config::make_entry<Stage, Identify, IdentifyConfig>(
      "identify", "Writes each row's language into it; keeps the languages that are wanted.");
}

}  // namespace dragoman::corpus
