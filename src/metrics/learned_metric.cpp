#include "metrics/learned_metric.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "metrics/ratio_metric.h"

namespace dragoman::metrics {
namespace {

std::shared_ptr<const episodes::Scorer> open(const LearnedConfig& config) {
  return config.model.empty() ? nullptr : episodes::shared_scorer(config.source());
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
  if (use == ReferenceUse::kIfThere)
    info.signature.push_back({"references", "rf", "mean", /*of_several=*/true});
  if (config.dtype != "float32") info.signature.push_back({"dtype", "d", config.dtype});
  return info;
}

}  // namespace

std::string model_name(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

void EncodingBar::show(int64_t done, int64_t total) {
  if (!bar_) bar_.emplace(name_, "tokens", total);
  bar_->advance(done - shown_);
  shown_ = done;
}

LearnedMetric::LearnedMetric(std::string name, const LearnedConfig& config, ReferenceUse use)
    : Metric(info_of(std::move(name), config, use)), scorer_(open(config)), use_(use) {}

std::vector<double> score_segments(const episodes::Scorer& scorer,
                                   std::span<const std::string_view> hypotheses,
                                   std::span<const Segment> segments,
                                   const episodes::EncodingProgress& progress) {
  std::vector<episodes::Translation> translations;
  for (size_t i = 0; i < segments.size(); ++i) {
    const Segment& segment = segments[i];
    if (segment.references.empty()) translations.push_back({segment.source, hypotheses[i]});
    for (const std::string& reference : segment.references)
      translations.push_back({segment.source, hypotheses[i], reference});
  }
  const std::vector<double> scores = scorer.score(translations, progress);
  std::vector<double> means;
  auto next = scores.begin();
  for (const Segment& segment : segments) {
    const auto count = std::max<std::ptrdiff_t>(1, std::ssize(segment.references));
    means.push_back(std::accumulate(next, next + count, 0.0) / static_cast<double>(count));
    next += count;
  }
  return means;
}

void LearnedMetric::batch_statistics(std::span<const std::string_view> hypotheses,
                                     std::span<const Segment> segments,
                                     std::span<double> out) const {
  if (!scorer_)
    throw_input(
        "{} needs its model's folder: --comet-model DIR, or model = \"DIR\" in a recipe; nothing "
        "else is scored under this name",
        info().name);
  std::vector<Segment> compared(segments.begin(), segments.end());
  for (Segment& segment : compared) {
    if (info().needs_references && segment.references.empty())
      throw_input("{} needs at least one reference", info().name);
    if (use_ == ReferenceUse::kNever) segment.references = {};
  }
  EncodingBar bar(info().name);
  const std::vector<double> scores =
      score_segments(*scorer_, hypotheses, compared,
                     [&bar](int64_t done, int64_t total) { bar.show(done, total); });
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
