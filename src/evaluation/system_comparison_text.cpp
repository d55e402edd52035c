#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "evaluation/html.h"
#include "evaluation/rewarded_lead.h"
#include "evaluation/system_comparison_output.h"
#include "evaluation/table.h"

namespace dragoman::evaluation {
namespace {

std::string fixed(double value, int decimals = 2) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : "–";
}

std::string heading(const MetricComparison& metric) {
  return fmt::format("{}{} {}", metric.is_rewarded() ? "rewarded " : "", metric.name,
                     metric.higher_is_better ? "↑" : "↓");
}

std::string warning_lines(const SystemComparison& comparison) {
  std::string text;
  for (const std::string& warning : warnings(comparison)) text += "WARNING: " + warning + "\n";
  const std::string missing = missing_witness(comparison);
  if (!missing.empty()) text += "WARNING: " + missing + "\n";
  return text.empty() ? "" : text + "\n";
}

std::string score_table(const SystemComparison& comparison) {
  std::vector<std::string> header{"system", "cluster"};
  for (const MetricComparison& metric : comparison.metrics) {
    header.push_back(heading(metric));
    header.emplace_back("rank");
  }
  header.insert(header.end(), {"AutoRank 24", "AutoRank 25"});
  if (!comparison.witness_rank.empty()) header.emplace_back("of witnesses");
  if (!comparison.human_means.empty()) header.emplace_back("people ↑");
  Table table(header);
  for (const size_t s : comparison.order()) {
    std::vector<std::string> cells{comparison.systems[s],
                                   std::to_string(comparison.metrics.front().standing(s).cluster)};
    for (const MetricComparison& metric : comparison.metrics) {
      const std::string spread =
          metric.intervals.empty() ? ""
                                   : " ± " + fixed(metric.intervals[s].half_width, metric.decimals);
      cells.push_back(fixed(metric.scores[s], metric.decimals) + spread);
      cells.push_back(rank_text(metric.standing(s)));
    }
    cells.push_back(fixed(comparison.autorank24[s]));
    cells.push_back(fixed(comparison.autorank25[s]));
    if (!comparison.witness_rank.empty()) cells.push_back(fixed(comparison.witness_rank[s]));
    if (!comparison.human_means.empty()) cells.push_back(fixed(comparison.human_means[s]));
    table.add(std::move(cells));
  }
  return table.text();
}

std::string test_table(const SystemComparison& comparison) {
  std::vector<std::string> header{"pair"};
  for (const MetricComparison& metric : comparison.metrics) {
    header.push_back(heading(metric));
    header.emplace_back("p");
  }
  Table table(header);
  const auto order = comparison.order();
  for (size_t a = 0; a < order.size(); ++a)
    for (size_t b = a + 1; b < order.size(); ++b) {
      std::vector<std::string> cells{comparison.systems[order[a]] + " − " +
                                     comparison.systems[order[b]]};
      for (const MetricComparison& metric : comparison.metrics) {
        const PairTest& test = metric.test(order[a], order[b]);
        cells.push_back(fmt::format("{:+.{}f}",
                                    test.better == order[a] ? test.difference : -test.difference,
                                    metric.decimals));
        cells.push_back(fixed(test.adjusted, 4) +
                        (test.adjusted <= comparison.options.alpha ? " *" : "  "));
      }
      table.add(std::move(cells));
    }
  return table.text();
}

std::string human_table(const SystemComparison& comparison) {
  if (comparison.human.empty()) return "";
  Table table({"agreement with people", "items", "Pearson", "Spearman", "Kendall b", "Kendall c",
               "accuracy", "ties within"});
  for (const HumanAgreement& row : comparison.human)
    table.add({row.metric + (row.of_sentences ? ", sentences" : ", systems"),
               std::to_string(row.items), fixed(row.pearson, 3), fixed(row.spearman, 3),
               fixed(row.kendall_b, 3), fixed(row.kendall_c, 3), fixed(row.accuracy, 3),
               row.of_sentences ? number_text(row.threshold) : ""});
  return "\n" + table.text();
}

// Systems are columns, in the order of the other tables.
std::string first_metric_table(const SystemComparison& comparison, const GroupScores& groups) {
  const MetricComparison& metric = comparison.metrics.front();
  std::vector<std::string> header{fmt::format("{} by {}", metric.name, groups.parts.by),
                                  "sentences"};
  for (const size_t s : comparison.order()) header.push_back(comparison.systems[s]);
  Table table(header);
  for (size_t g = 0; g < groups.parts.groups.size(); ++g) {
    const SentenceGroup& group = groups.parts.groups[g];
    std::vector<std::string> cells{group.label, std::to_string(group.rows.size())};
    for (const size_t s : comparison.order())
      cells.push_back(fixed(groups.scores.front()[g][s], metric.decimals));
    table.add(std::move(cells));
  }
  return table.text();
}

// Of each group all systems under each other, and all metrics beside each other.
std::string all_metrics_table(const SystemComparison& comparison, const GroupScores& groups) {
  std::vector<std::string> header{"by " + groups.parts.by, "sentences"};
  for (const MetricComparison& metric : comparison.metrics) header.push_back(heading(metric));
  header.emplace_back("AutoRank 25");
  Table table(header);
  for (size_t g = 0; g < groups.parts.groups.size(); ++g) {
    const SentenceGroup& group = groups.parts.groups[g];
    table.add({group.label, std::to_string(group.rows.size())});
    for (const size_t s : comparison.order()) {
      std::vector<std::string> cells{"  " + comparison.systems[s], ""};
      for (size_t m = 0; m < comparison.metrics.size(); ++m)
        cells.push_back(fixed(groups.scores[m][g][s], comparison.metrics[m].decimals));
      cells.push_back(fixed(groups.autorank25[g][s]));
      table.add(std::move(cells));
    }
  }
  return table.text();
}

std::string group_table(const SystemComparison& comparison, const GroupScores& groups) {
  if (groups.parts.by == "document") return "";
  return "\n" + (groups.parts.few ? all_metrics_table(comparison, groups)
                                  : first_metric_table(comparison, groups));
}

std::string word_table(const SystemComparison& comparison) {
  if (comparison.words.empty()) return "";
  std::vector<std::string> header{"word F by frequency", "words"};
  for (const size_t s : comparison.order()) header.push_back(comparison.systems[s]);
  Table table(header);
  for (size_t f = 0; f < comparison.words.front().size(); ++f) {
    const auto& range = comparison.words.front()[f];
    if (range.reference == 0) continue;
    std::vector<std::string> cells{range.label, std::to_string(range.reference)};
    for (const size_t s : comparison.order())
      cells.push_back(fixed(comparison.words[s][f].f_score()));
    table.add(std::move(cells));
  }
  return "\n" + table.text();
}

}  // namespace

std::string rank_text(const metrics::Standing& standing) {
  return standing.first_rank == standing.last_rank
             ? std::to_string(standing.first_rank)
             : fmt::format("{}–{}", standing.first_rank, standing.last_rank);
}

std::string p_text(double p) { return p < 0.001 ? "p < 0.001" : fmt::format("p = {:.3f}", p); }

std::string method_text(const SystemComparison& comparison) {
  const ComparisonOptions& options = comparison.options;
  const auto count = [](size_t value, const char* what) {
    return fmt::format("{} {}{}", number_text(static_cast<double>(value)), what,
                       value == 1 ? "" : "s");
  };
  std::string text = count(comparison.sentences, "sentence");
  if (comparison.documents > 0) text += " in " + count(comparison.documents, "document");
  const std::string trials = number_text(static_cast<double>(options.resampling.samples));
  text += options.randomization
              ? fmt::format("; paired approximate randomisation, {} trials", trials)
              : fmt::format("; paired bootstrap, {} resamples", trials);
  const std::string pairs = count(comparison.metrics.front().tests.size(), "pair");
  text += options.correction == "none"
              ? fmt::format("; p of {}, not adjusted", pairs)
              : fmt::format("; p adjusted over {} ({})", pairs, options.correction);
  return text + fmt::format("; significant at {}", options.alpha);
}

std::string comparison_text(const SystemComparison& comparison) {
  std::string text = method_text(comparison) + "\n\n" + warning_lines(comparison) +
                     score_table(comparison) + "\n" + test_table(comparison) +
                     human_table(comparison);
  for (const GroupScores& groups : comparison.groups) text += group_table(comparison, groups);
  text += word_table(comparison) + "\n";
  for (const MetricComparison& metric : comparison.metrics)
    if (!metric.signature.empty()) text += fmt::format("{}: {}\n", metric.name, metric.signature);
  return text;
}

}  // namespace dragoman::evaluation
