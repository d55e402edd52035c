// How close a translation lies to its reference in the space of a sentence encoder (Reimers and
// Gurevych 2019): of another family than metrics of n-grams and edits, so a witness for rewards
// that are such metrics.
#include <cmath>
#include <mutex>
#include <numeric>

#include "base/error.h"
#include "episodes/backend.h"
#include "metrics/catalog.h"
#include "metrics/learned_metric.h"
#include "metrics/ratio_metric.h"

namespace dragoman::metrics {
namespace {

using Vectors = std::vector<std::vector<float>>;

struct SimilarityConfig {
  std::string model = {};
  std::string dtype = "float32";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("model", model, "folder of a sentence encoder, as `dragoman embed` reads it",
          config::Required{});
    visit("dtype", dtype, "arithmetic of the encoder's products",
          config::OneOf{{"float32", "bfloat16", "auto"}});
  }
};

MetricInfo info_of(const SimilarityConfig& config) {
  MetricInfo info{.name = "similarity", .statistics = 2, .in_batches = true, .decimals = 4};
  if (config.model.empty()) return info;
  info.signature = {{"model", "m", model_name(config.model)},
                    {"references", "rf", "mean", /*of_several=*/true}};
  if (config.dtype != "float32") info.signature.push_back({"dtype", "d", config.dtype});
  return info;
}

double cosine(std::span<const float> a, std::span<const float> b) {
  const double lengths = std::inner_product(a.begin(), a.end(), a.begin(), 0.0) *
                         std::inner_product(b.begin(), b.end(), b.begin(), 0.0);
  if (lengths == 0.0) return 0.0;
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / std::sqrt(lengths);
}

class Similarity final : public Metric {
 public:
  explicit Similarity(const SimilarityConfig& config) : Metric(info_of(config)), config_(config) {}

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const override {
    const Segment segment = static_cast<const PreparedSegment&>(reference).segment();
    batch_statistics({&hypothesis, 1}, {&segment, 1}, out);
  }

  // All texts in one call: what is of one length is encoded together.
  void batch_statistics(std::span<const std::string_view> hypotheses,
                        std::span<const Segment> segments, std::span<double> out) const override {
    std::vector<std::string> texts(hypotheses.begin(), hypotheses.end());
    for (const Segment& segment : segments) {
      if (segment.references.empty()) throw_input("similarity needs at least one reference");
      texts.insert(texts.end(), segment.references.begin(), segment.references.end());
    }
    EncodingBar bar(info().name);
    const Vectors vectors =
        embedder().embed(texts, [&bar](int64_t done, int64_t total) { bar.show(done, total); });
    auto reference = vectors.begin() + std::ssize(hypotheses);
    for (size_t i = 0; i < segments.size(); ++i) {
      double sum = 0.0;
      for (size_t k = 0; k < segments[i].references.size(); ++k)
        sum += cosine(vectors[i], *reference++);
      out[2 * i] = sum / static_cast<double>(segments[i].references.size());
      out[2 * i + 1] = 1.0;
    }
  }

  double score(std::span<const double> sums, Arithmetic) const override {
    return sums[1] == 0.0 ? 0.0 : sums[0] / sums[1];
  }

 private:
  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override {
    return std::make_unique<PreparedSegment>(segment);
  }

  // Opened by the first text: kept statistics are scored without it.
  const episodes::Embedder& embedder() const {
    if (config_.model.empty())
      throw_input(
          "similarity needs its encoder's folder: --similarity.model=DIR, or model = \"DIR\" in a "
          "recipe");
    std::call_once(opened_, [this] {
      embedder_ = episodes::backend().make_embedder({config_.model, config_.dtype});
    });
    return *embedder_;
  }

  SimilarityConfig config_;
  mutable std::once_flag opened_;
  mutable std::unique_ptr<const episodes::Embedder> embedder_;
};

}  // namespace

Entry similarity() {
  return config::make_entry<Metric, Similarity, SimilarityConfig>(
      "similarity", "Cosine of hypothesis and reference in a sentence encoder's space.");
}

}  // namespace dragoman::metrics
