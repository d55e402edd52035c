// Rows that heuristics, or a trained classifier, find to be no good text go.
#include <optional>

#include "corpus/heuristics.h"
#include "corpus/json_row.h"
#include "corpus/normal_text.h"
#include "corpus/quality_model.h"
#include "corpus/rows.h"
#include "corpus/stage.h"

namespace dragoman::corpus {
namespace {

struct QualityConfig {
  std::vector<double> limits = usual_limits();
  std::vector<std::string> boilerplate = usual_boilerplate();
  Path model;
  double min_probability = 0.5;

  static std::vector<double> usual_limits() {
    std::vector<double> limits;
    for (const Heuristic& heuristic : heuristics()) limits.push_back(heuristic.limit);
    return limits;
  }

  template <class Visitor>
  void fields(Visitor& visit) {
    for (size_t i = 0; i < limits.size(); ++i)
      visit(heuristics()[i].name, limits[i], heuristics()[i].help);
    visit("boilerplate", boilerplate, "phrases of pages rather than of texts");
    visit("model", model, "a classifier that train_quality made");
    visit("min_probability", min_probability, "of the classifier, that a text is good",
          config::Range{0.0, 1.0});
  }
};

class Quality final : public Stage {
 public:
  explicit Quality(QualityConfig config) : config_(std::move(config)) {
    for (std::string& phrase : config_.boilerplate) phrase = normal_text(phrase);
  }

  void run(Job& job) override {
    if (!config_.model.empty()) model_ = QualityModel::load(config_.model);
    const Counts counts =
        run_rows(job, "quality", [&](const InputRow& row) { return judge(job, row); });
    job.finish(counts, nullptr);
  }

 private:
  Outcome judge(const Job& job, const InputRow& row) const {
    Json object = row.parse();
    const std::string text = text_of(object, job.options().field, row.where());
    const TextShape shape = shape_of(text, config_.boilerplate);
    for (size_t i = 0; i < config_.limits.size(); ++i) {
      const Heuristic& heuristic = heuristics()[i];
      if (!heuristic.accepts(shape, config_.limits[i]))
        return Outcome::remove(heuristic.name, {{"measured", shape.*heuristic.measure}});
    }
    if (!model_) return Outcome::keep(row);
    const double probability = model_->probability(text);
    if (probability < config_.min_probability)
      return Outcome::remove("classifier", {{"probability", probability}});
    object["quality"] = probability;
    Outcome outcome;
    outcome.lines.push_back(to_line(object));
    return outcome;
  }

  QualityConfig config_;
  std::optional<QualityModel> model_;
};

}  // namespace

config::Entry<Stage> quality() {
  return config::make_entry<Stage, Quality, QualityConfig>(
      "quality", "Removes rows that rules, or a trained classifier, find to be no good text.");
}

}  // namespace dragoman::corpus
