#include "evaluation/reranker.h"

#include <algorithm>
#include <unordered_map>

#include "base/error.h"
#include "base/parallel.h"

namespace dragoman::evaluation {
namespace {

constexpr size_t kPairsAtOnce = 100000;  // that a network is asked about together

// The texts of one item, equal ones once.
struct Distinct {
  std::vector<metrics::Counted> texts;
  std::vector<size_t> first;  // the position of each

  explicit Distinct(const Candidates& item) {
    std::unordered_map<std::string_view, size_t> known;
    for (size_t i = 0; i < item.texts.size(); ++i) {
      const auto [found, fresh] = known.emplace(item.texts[i], texts.size());
      if (fresh) {
        texts.push_back({item.texts[i], 0.0});
        first.push_back(i);
      }
      texts[found->second].count += 1.0;
    }
  }

  size_t best(const std::vector<double>& gains) const {
    return first[std::max_element(gains.begin(), gains.end()) - gains.begin()];
  }
};

// Many sentences that wait to be scored, so that a network sees them together.
class Questions {
 public:
  explicit Questions(const metrics::Metric& metric) : metric_(metric) {}

  // The answer, times `weight`, will be added to `gain`. No reference: an empty span.
  void ask(std::string_view hypothesis, const metrics::Segment& segment, double weight,
           double& gain) {
    hypotheses_.push_back(hypothesis);
    segments_.push_back(segment);
    gains_.push_back({weight, &gain});
    if (gains_.size() >= kPairsAtOnce) answer();
  }

  void answer() {
    const size_t width = metric_.info().statistics;
    std::vector<double> statistics(gains_.size() * width);
    metric_.batch_statistics(hypotheses_, segments_, statistics);
    for (size_t i = 0; i < gains_.size(); ++i)
      *gains_[i].second +=
          gains_[i].first * metric_.score(std::span(statistics).subspan(i * width, width));
    hypotheses_.clear();
    segments_.clear();
    gains_.clear();
  }

 private:
  const metrics::Metric& metric_;
  std::vector<std::string_view> hypotheses_;
  std::vector<metrics::Segment> segments_;
  std::vector<std::pair<double, double*>> gains_;
};

using MetricPointer = std::unique_ptr<const metrics::Metric>;
using Gains = std::vector<std::vector<double>>;  // [item][distinct text], higher is better

class Judge : public Reranker {
 public:
  explicit Judge(MetricPointer metric)
      : metric_(std::move(metric)), sign_(metric_->info().higher_is_better ? 1.0 : -1.0) {}

  std::vector<size_t> choose(std::span<const Candidates> items) const final {
    std::vector<Distinct> distinct;
    Gains gains;
    for (const Candidates& item : items) {
      DRAGOMAN_CHECK(!item.texts.empty(), "there is nothing to choose from");
      distinct.emplace_back(item);
      gains.emplace_back(distinct.back().texts.size(), 0.0);
    }
    judge(items, distinct, gains);
    std::vector<size_t> best;
    for (size_t i = 0; i < items.size(); ++i) best.push_back(distinct[i].best(gains[i]));
    return best;
  }

 protected:
  using Items = std::span<const Candidates>;
  virtual void judge(Items items, const std::vector<Distinct>& distinct, Gains& gains) const = 0;

  const metrics::Metric& metric() const { return *metric_; }
  double sign() const { return sign_; }

  static metrics::Segment segment(const Candidates& item,
                                  std::span<const std::string> references = {}) {
    return {
        .references = references, .source = item.source, .target_language = item.target_language};
  }

 private:
  MetricPointer metric_;
  double sign_;
};

class MinimumBayesRisk final : public Judge {
  using Judge::Judge;

  void judge(Items items, const std::vector<Distinct>& distinct, Gains& gains) const override {
    if (metric().info().in_batches) return judge_together(items, distinct, gains);
    parallel_for(static_cast<int64_t>(items.size()),
                 [&](int64_t i) { judge_one(items[i], distinct[i].texts, gains[i]); });
  }

  void judge_one(const Candidates& item, const std::vector<metrics::Counted>& texts,
                 std::vector<double>& gains) const {
    for (const metrics::Counted& other : texts) {
      const std::string reference(other.text);
      const auto prepared = metric().prepare(segment(item, std::span(&reference, 1)));
      for (size_t i = 0; i < texts.size(); ++i)
        gains[i] += sign() * other.count * metric().sentence_score(texts[i].text, *prepared);
    }
  }

  void judge_together(Items items, const std::vector<Distinct>& distinct, Gains& gains) const {
    Questions questions(metric());
    for (size_t n = 0; n < items.size(); ++n) {
      const auto& [texts, first] = distinct[n];
      for (size_t other = 0; texts.size() > 1 && other < texts.size(); ++other)
        for (size_t i = 0; i < texts.size(); ++i)
          questions.ask(texts[i].text,
                        segment(items[n], std::span(&items[n].texts[first[other]], 1)),
                        sign() * texts[other].count, gains[n][i]);
    }
    questions.answer();
  }
};

class AggregateBayesRisk final : public Judge {
  using Judge::Judge;

  void judge(Items items, const std::vector<Distinct>& distinct, Gains& gains) const override {
    parallel_for(static_cast<int64_t>(items.size()), [&](int64_t n) {
      const auto& texts = distinct[n].texts;
      const auto aggregate = metric().aggregate(texts);
      std::vector<double> sums(metric().info().statistics);
      for (size_t i = 0; i < texts.size(); ++i) {
        aggregate->statistics(texts[i].text, sums);
        gains[n][i] = sign() * metric().score(sums);
      }
    });
  }
};

class QualityEstimation final : public Judge {
  using Judge::Judge;

  void judge(Items items, const std::vector<Distinct>& distinct, Gains& gains) const override {
    Questions questions(metric());
    for (size_t n = 0; n < items.size(); ++n)
      for (size_t i = 0; i < gains[n].size(); ++i)
        questions.ask(distinct[n].texts[i].text, segment(items[n]), sign(), gains[n][i]);
    questions.answer();
  }
};

MetricPointer fitting(std::string_view name, std::string_view form, bool needs_references,
                      const MakeMetric& make_metric) {
  MetricPointer metric = make_metric(name);
  const metrics::MetricInfo& info = metric->info();
  if (info.needs_mentions || info.needs_terms || info.whole_documents)
    throw_input("{}: {} judges more than a translation of one line", form, name);
  if (needs_references && !info.needs_references)
    throw_input("{}: {} compares with no reference; --rerank {} ranks by it", form, name, name);
  if (info.needs_references && !needs_references)
    throw_input(
        "{}: {} compares with references, and here are none; mbr:{} lets the translations "
        "judge each other",
        form, name, name);
  return metric;
}

}  // namespace

std::unique_ptr<Reranker> make_reranker(std::string_view name, const MakeMetric& make_metric) {
  const size_t colon = name.find(':');
  if (colon == name.npos)
    return std::make_unique<QualityEstimation>(fitting(name, name, false, make_metric));
  const std::string_view way = name.substr(0, colon), metric = name.substr(colon + 1);
  if (way == "mbr")
    return std::make_unique<MinimumBayesRisk>(fitting(metric, name, true, make_metric));
  if (way == "mbr_aggregate")
    return std::make_unique<AggregateBayesRisk>(fitting(metric, name, true, make_metric));
  throw_input("{}: reranking is by mbr:METRIC, mbr_aggregate:METRIC, or METRIC alone", name);
}

}  // namespace dragoman::evaluation
