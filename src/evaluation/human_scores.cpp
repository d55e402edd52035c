#include "evaluation/human_scores.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/line_reader.h"
#include "metrics/correlation.h"
#include "text/utf8.h"

namespace dragoman::evaluation {
namespace {

double read_score(std::string_view field, const std::string& where) {
  if (field == "None" || field == "nan") return std::numeric_limits<double>::quiet_NaN();
  double score = 0.0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), score);
  if (error != std::errc{} || end != field.data() + field.size() || !std::isfinite(score))
    throw_input("{}: {} is no score", where, field);
  return score;
}

// Correlations of two series from which what was not judged is gone.
HumanAgreement correlations(std::string metric, const std::vector<double>& human,
                            const std::vector<double>& scores) {
  HumanAgreement agreement;
  agreement.metric = std::move(metric);
  agreement.items = human.size();
  agreement.pearson = metrics::pearson(human, scores);
  agreement.spearman = metrics::spearman(human, scores);
  agreement.kendall_b = metrics::kendall_b(human, scores);
  agreement.kendall_c = metrics::kendall_c(human, scores);
  agreement.accuracy = metrics::pairwise_accuracy(human, scores);
  return agreement;
}

HumanAgreement of_systems(const HumanScores& human, const ScoresToJudge& judged) {
  std::vector<double> theirs;
  std::vector<double> ours;
  for (size_t s = 0; s < judged.scores.size(); ++s) {
    if (std::isnan(human.mean(s))) continue;
    theirs.push_back(human.mean(s));
    ours.push_back(judged.scores[s]);
  }
  return correlations(judged.metric, theirs, ours);
}

HumanAgreement of_sentences(const HumanScores& human, const ScoresToJudge& judged) {
  std::vector<double> theirs;
  std::vector<double> ours;
  std::vector<metrics::ScoredItem> items(human.scores.front().size());
  for (size_t s = 0; s < human.scores.size(); ++s)
    for (size_t i = 0; i < items.size(); ++i) {
      const double score = human.scores[s][i];
      if (std::isnan(score)) continue;
      theirs.push_back(score);
      ours.push_back(judged.sentence_scores[s][i]);
      items[i].human.push_back(theirs.back());
      items[i].metric.push_back(ours.back());
    }
  HumanAgreement agreement = correlations(judged.metric, theirs, ours);
  const metrics::TieCalibration ties = metrics::calibrate_ties(items);
  agreement.of_sentences = true;
  agreement.accuracy = ties.accuracy;
  agreement.threshold = ties.threshold;
  return agreement;
}

}  // namespace

double HumanScores::mean(size_t system) const {
  double sum = 0.0;
  double count = 0.0;
  for (const double score : scores[system]) {
    if (std::isnan(score)) continue;
    sum += score;
    count += 1.0;
  }
  return count > 0.0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

HumanScores read_human_scores(const Path& path, const std::vector<std::string>& systems,
                              size_t sentences) {
  HumanScores human;
  human.scores.resize(systems.size());
  LineReader reader(path);
  std::string line;
  while (reader.next(line)) {
    const auto fields = text::split_whitespace(line);
    if (fields.empty()) continue;
    if (fields.size() != 2) throw_input("{}: must be a system and its score", reader.where());
    const auto found = std::find(systems.begin(), systems.end(), fields[0]);
    if (found == systems.end()) continue;
    human.scores[static_cast<size_t>(found - systems.begin())].push_back(
        read_score(fields[1], reader.where()));
  }
  human.by_sentence = human.scores.front().size() == sentences && sentences > 1;
  for (size_t s = 0; s < systems.size(); ++s) {
    const size_t expected = human.by_sentence ? sentences : 1;
    if (human.scores[s].size() != expected)
      throw_input("{} has {} scores of {}; there must be 1, or {}, one a sentence", path.string(),
                  human.scores[s].size(), systems[s], sentences);
  }
  return human;
}

std::vector<HumanAgreement> human_agreement(const HumanScores& human, const ScoresToJudge& judged) {
  std::vector<HumanAgreement> agreements{of_systems(human, judged)};
  if (human.by_sentence && !judged.sentence_scores.empty())
    agreements.push_back(of_sentences(human, judged));
  return agreements;
}

}  // namespace dragoman::evaluation
