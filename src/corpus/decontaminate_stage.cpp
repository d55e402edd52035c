// Rows that hold a copy of an evaluation text go.
#include "corpus/evaluation_index.h"
#include "corpus/json_row.h"
#include "corpus/rows.h"
#include "corpus/stage.h"

namespace dragoman::corpus {
namespace {

struct DecontaminateConfig {
  std::vector<std::string> evaluation_sets;
  EvaluationRules rules;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("evaluation_sets", evaluation_sets,
          "files (TSV, JSONL, one text a line) whose texts may not occur", config::Required{});
    rules.fields(visit);
  }
};

class Decontaminate final : public Stage {
 public:
  explicit Decontaminate(DecontaminateConfig config) : config_(std::move(config)) {}

  void run(Job& job) override {
    const EvaluationIndex index(config_.evaluation_sets, config_.rules);
    const Counts counts = run_rows(job, "decontaminate", [&](const InputRow& row) {
      return judge(index, job.options().field, row);
    });
    job.finish(counts, {{"evaluation_texts", index.items()}});
  }

 private:
  static Outcome judge(const EvaluationIndex& index, const std::string& field,
                       const InputRow& row) {
    std::optional<EvaluationMatch> worst;
    for (const std::string& text : texts_of(row.parse(), field, row.where())) {
      const auto match = index.find(text);
      if (match && (!worst || match->coverage > worst->coverage)) worst = match;
    }
    if (!worst) return Outcome::keep(row);
    return Outcome::remove(worst->set, {{"item", worst->item}, {"coverage", worst->coverage}});
  }

  DecontaminateConfig config_;
};

}  // namespace

config::Entry<Stage> decontaminate() {
  return config::make_entry<Stage, Decontaminate, DecontaminateConfig>(
      "decontaminate", "Removes rows that hold copies of evaluation texts, edited ones too.");
}

}  // namespace dragoman::corpus
