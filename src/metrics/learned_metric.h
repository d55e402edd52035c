// Metrics that are networks (COMET): the mean over the sentences of what the network says. Their
// tensors live behind episodes::Scorer.
#pragma once

#include <optional>

#include "base/progress.h"
#include "config/fields.h"
#include "episodes/scorer.h"
#include "metrics/metric.h"

namespace dragoman::metrics {

struct LearnedConfig {
  std::string model = {};
  std::string tokenizer = {};
  std::string dtype = "float32";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("model", model, "folder of the model: hparams.yaml, checkpoints/model.ckpt",
          config::Required{});
    visit("tokenizer", tokenizer,
          "folder with the encoder's tokenizer.json and config.json; empty: the model's");
    visit("dtype", dtype, "arithmetic of the encoder's products",
          config::OneOf{{"float32", "bfloat16", "auto"}});
  }

  episodes::ScorerSource source() const { return {model, tokenizer, dtype}; }
};

// The last folder of a path, also of one that ends in a slash: a model in a signature.
std::string model_name(const std::string& folder);

// A bar once the number of tokens is known.
class EncodingBar {
 public:
  explicit EncodingBar(std::string name) : name_(std::move(name)) {}
  void show(int64_t done, int64_t total);

 private:
  std::string name_;
  std::optional<Progress> bar_;
  int64_t shown_ = 0;
};

// Where references are wanted when the model can do with and without.
enum class ReferenceUse { kIfThere, kNever };

// One score for each hypothesis. Of several references it is the mean of the scores with each,
// which agrees better with people than the best of them or one alone (Zouhar and Bojar 2024;
// COMET's authors advise it, too). A segment without references is scored without.
std::vector<double> score_segments(const episodes::Scorer& scorer,
                                   std::span<const std::string_view> hypotheses,
                                   std::span<const Segment> segments,
                                   const episodes::EncodingProgress& progress = {});

class LearnedMetric : public Metric {
 public:
  // Without a model there is a metric that can say its name but refuses to score.
  LearnedMetric(std::string name, const LearnedConfig& config, ReferenceUse use);

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const override;
  // Says on stderr how far it is when it takes long.
  void batch_statistics(std::span<const std::string_view> hypotheses,
                        std::span<const Segment> segments, std::span<double> out) const override;
  double score(std::span<const double> sums,
               Arithmetic arithmetic = Arithmetic::kExact) const override;

 private:
  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override;

  std::shared_ptr<const episodes::Scorer> scorer_;
  ReferenceUse use_;
};

}  // namespace dragoman::metrics
