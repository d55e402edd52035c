#include "metrics/learned_metric.h"

#include <algorithm>

#include "base/error.h"
#include "base/progress.h"
#include "metrics/ratio_metric.h"

namespace dragoman::metrics {
namespace {

std::shared_ptr<const episodes::Scorer> open(const LearnedConfig& config) {
  return config.model.empty() ? nullptr : episodes::shared_scorer(config.source());
}

// The last folder of a path, also of one that ends in a slash.
std::string model_name(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

MetricInfo info_of(std::string name, const LearnedConfig& config, ReferenceUse use) {
  MetricInfo info{.name = std::move(name),
                  .statistics = 2,
                  .needs_source = true,
                  .needs_references = use == ReferenceUse::kIfThere,
                  .in_batches = true,
                  .decimals = 4};
  const auto scorer = open(config);
  if (!scorer) return info;
  if (use == ReferenceUse::kNever && scorer->needs_reference())
    throw_input("{}: {} is a {}, which compares with references; -m comet scores with it",
                info.name, config.model, scorer->kind());
  info.needs_source = scorer->needs_source();
  info.needs_references = scorer->needs_reference();
  info.signature = {{"model", "m", model_name(config.model)}, {"class", "c", scorer->kind()}};
  if (config.dtype != "float32") info.signature.push_back({"dtype", "d", config.dtype});
  return info;
}

// A bar once the number of tokens is known.
class EncodingBar {
 public:
  explicit EncodingBar(std::string name) : name_(std::move(name)) {}

  void show(int64_t done, int64_t total) {
    if (!bar_) bar_.emplace(name_, "tokens", total);
    bar_->advance(done - shown_);
    shown_ = done;
  }

 private:
  std::string name_;
  std::optional<Progress> bar_;
  int64_t shown_ = 0;
};

}  // namespace

LearnedMetric::LearnedMetric(std::string name, const LearnedConfig& config, ReferenceUse use)
    : Metric(info_of(std::move(name), config, use)), scorer_(open(config)), use_(use) {}

episodes::Translation LearnedMetric::translation(std::string_view hypothesis,
                                                 const Segment& segment) const {
  episodes::Translation made{segment.source, hypothesis};
  if (use_ == ReferenceUse::kNever || segment.references.empty()) return made;
  if (segment.references.size() > 1)
    throw_input("{} compares with one reference, but {} were given", info().name,
                segment.references.size());
  made.reference = segment.references.front();
  return made;
}

void LearnedMetric::batch_statistics(std::span<const std::string_view> hypotheses,
                                     std::span<const Segment> segments,
                                     std::span<double> out) const {
  if (!scorer_)
    throw_input(
        "{} needs its model's folder: --comet-model DIR, or model = \"DIR\" in a recipe; nothing "
        "else is scored under this name",
        info().name);
  std::vector<episodes::Translation> translations;
  for (size_t i = 0; i < segments.size(); ++i) {
    if (info().needs_references && segments[i].references.empty())
      throw_input("{} needs at least one reference", info().name);
    translations.push_back(translation(hypotheses[i], segments[i]));
  }
  EncodingBar bar(info().name);
  const std::vector<double> scores =
      scorer_->score(translations, [&bar](int64_t done, int64_t total) { bar.show(done, total); });
  for (size_t i = 0; i < scores.size(); ++i) {
    out[2 * i] = scores[i];
    out[2 * i + 1] = 1.0;
  }
}

void LearnedMetric::statistics(std::string_view hypothesis, const PreparedReference& reference,
                               std::span<double> out) const {
  const Segment segment = static_cast<const PreparedSegment&>(reference).segment();
  batch_statistics({&hypothesis, 1}, {&segment, 1}, out);
}

double LearnedMetric::score(std::span<const double> sums, Arithmetic) const {
  return sums[1] == 0.0 ? 0.0 : sums[0] / sums[1];
}

std::unique_ptr<const PreparedReference> LearnedMetric::prepare_checked(
    const Segment& segment) const {
  return std::make_unique<PreparedSegment>(segment);
}

}  // namespace dragoman::metrics
