// The curves of a report: which metrics share a chart, and what the chart is called.
#include <cstdlib>
#include <map>
#include <set>

#include "evaluation/report_parts.h"

namespace dragoman::evaluation {
namespace {

// Keys end in '*' where they are prefixes; what the star stands for names the line.
struct ChartPlan {
  const char* title;
  const char* note;
  std::vector<std::string> keys;
};

const std::vector<ChartPlan>& plans() {
  static const std::vector<ChartPlan> kPlans{
      {"Loss", "", {"loss", "eval/loss"}},
      {"Reward", "mean over the step's episodes", {"reward"}},
      {"Reward parts", "mean of each reward", {"rewards/*/mean"}},
      {"Spread of rewards",
       "within groups; and the share of groups that teach nothing",
       {"reward_std", "frac_reward_zero_std"}},
      {"KL to the reference", "nats a token", {"kl"}},
      {"Entropy", "nats a token", {"entropy"}},
      {"Completion length",
       "tokens",
       {"completions/mean_length", "completions/min_length", "completions/max_length"}},
      {"Cut off",
       "share of completions that hit the limit",
       {"completions/clipped_ratio", "eval/truncated_share", "eval/empty_share"}},
      {"Length ratio",
       "characters of hypotheses per character of references",
       {"eval/length_ratio", "mt/length_ratio"}},
      {"Left untouched",
       "share of the drafts that the teacher did not change",
       {"mt/refinement/identity_ratio"}},
      {"What the teacher corrects",
       "words of a draft, by kind",
       {"mt/refinement/substituted", "mt/refinement/endings", "mt/refinement/moved",
        "mt/refinement/omitted", "mt/refinement/added"}},
      {"Near the refinement, near the reference",
       "1 − edit distance; when the first rises alone, the policy pleases its teacher",
       {"mt/refinement/similarity", "mt/reference_similarity"}},
      {"Teacher",
       "requests of a step, and drafts without an answer",
       {"oracle/requests", "oracle/cached", "oracle/failed"}},
      {"Cost of the teacher", "", {"oracle/cost"}},
      {"Clipped tokens", "share of tokens whose ratio was clipped", {"clip_ratio/*"}},
      {"Loss by domain", "held-out texts", {"eval/loss/*"}},
      {"Token accuracy", "", {"mean_token_accuracy"}},
      {"Learning rate", "", {"learning_rate"}},
      {"Gradient norm", "before clipping", {"grad_norm"}},
      {"Time of a step", "seconds", {"step_time", "timing_s/*"}},
      {"Throughput", "", {"perf/throughput", "perf/*"}},
  };
  return kPlans;
}

bool matches(const std::string& pattern, const std::string& key) {
  const size_t star = pattern.find('*');
  if (star == pattern.npos) return key == pattern;
  const std::string tail = pattern.substr(star + 1);
  return key.size() > star + tail.size() && key.starts_with(pattern.substr(0, star)) &&
         key.ends_with(tail);
}

// What tells the lines of one chart apart: the star's part of the key, else its last step.
std::string short_name(const std::string& pattern, const std::string& key) {
  const size_t star = pattern.find('*');
  if (star != pattern.npos) return key.substr(star, key.size() - pattern.size() + 1);
  return key.substr(key.rfind('/') + 1);
}

std::vector<std::string> all_keys(Runs runs) {
  std::set<std::string> keys;
  for (const RunRecord& run : runs)
    for (const auto& [key, points] : run.curves) keys.insert(key);
  return {keys.begin(), keys.end()};
}

class Curves {
 public:
  explicit Curves(Runs runs) : runs_(runs), keys_(all_keys(runs)) {}

  // Once a key is in a chart, later charts leave it out.
  void add(const ChartPlan& plan) {
    Chart chart = new_chart(plan.title, plan.note);
    size_t line = 0;
    for (const std::string& pattern : plan.keys)
      for (const std::string& key : keys_)
        if (matches(pattern, key) && shown_.insert(key).second)
          add_lines(chart, key, short_name(pattern, key), line++);
    name_lines(chart, line);
    html_ += svg_chart(chart);
  }

  // The reward on the left, what it never saw on the right: the two should rise together.
  void add_reward_and_witness() {
    Chart chart = new_chart("Reward and witness",
                            "the witness is a measure that no reward uses; when the reward rises "
                            "alone, the model has learned to please it");
    chart.wide = true;
    chart.left_name = "reward";
    chart.right_name = "witness";
    for (size_t i = 0; i < runs_.size(); ++i) {
      const std::string witness = witness_of(runs_[i]);
      if (witness.empty() || runs_[i].curve("reward") == nullptr) continue;
      add_line(chart, i, "reward", "reward", {.colour = i, .dash = 0, .right_axis = false});
      add_line(chart, i, "eval/" + witness, metric_name(runs_[i], witness),
               {.colour = runs_.size() == 1 ? 1 : i, .dash = 1, .right_axis = true});
    }
    html_ += svg_chart(chart);
  }

  // Supervised training: the loss on the left, what it is for on the right.
  void add_loss_and_quality() {
    Chart chart = new_chart("Loss and quality", "");
    chart.wide = true;
    chart.left_name = "loss";
    for (size_t i = 0; i < runs_.size(); ++i) {
      const std::string best = best_metric(runs_[i]);
      if (best.empty() || runs_[i].curve("reward") != nullptr) continue;
      chart.right_name = metric_name(runs_[i], best);
      add_line(chart, i, "loss", "loss", {.colour = i, .dash = 0, .right_axis = false});
      add_line(chart, i, "eval/" + best, metric_name(runs_[i], best),
               {.colour = runs_.size() == 1 ? 1 : i, .dash = 1, .right_axis = true});
    }
    html_ += svg_chart(chart);
  }

  // Whether far text helps: the loss of the first and of the last evaluation over positions, which
  // are not steps.
  void add_loss_by_position() {
    Chart chart;
    chart.title = "Loss by position";
    chart.note = "held-out texts; tokens from the beginning of a text, each range at its end";
    chart.x_name = "position";
    for (size_t i = 0; i < runs_.size(); ++i) {
      const auto [first, last] = losses_by_position(runs_[i]);
      const std::string run = runs_.size() > 1 ? runs_[i].name + " " : "";
      chart.series.push_back({run + "at first", first, i, 1, false});
      chart.series.push_back({run + "at last", last, i, 0, false});
    }
    html_ += svg_chart(chart);
  }

  void add_evaluations() {
    for (const std::string& key : keys_) {
      const bool count = key.find("_share") != key.npos || key == "eval/length_ratio" ||
                         key == "eval/loss" || key.starts_with("eval/loss/") ||
                         key == "eval/mean_tokens";
      if (!key.starts_with("eval/") || count || !shown_.insert(key).second) continue;
      Chart chart = new_chart(metric_name(runs_.front(), key.substr(5)), "on the dev set");
      add_lines(chart, key, "", 0);
      name_lines(chart, 1);
      html_ += svg_chart(chart);
    }
  }

  // What no plan asked for, folded.
  void add_rest() {
    std::string rest;
    for (const std::string& key : keys_) {
      if (key == "num_tokens" || key == "epoch" || shown_.contains(key)) continue;
      Chart chart = new_chart(key, "");
      add_lines(chart, key, "", 0);
      name_lines(chart, 1);
      rest += svg_chart(chart);
    }
    if (!rest.empty())
      html_ +=
          "</div><details><summary>Everything else that was logged</summary>"
          "<div class=\"charts\">" +
          rest + "</div></details><div>";
  }

  std::string html() const { return html_; }

 private:
  struct Look {
    size_t colour;
    size_t dash;
    bool right_axis;
  };

  Chart new_chart(const std::string& title, const std::string& note) const {
    Chart chart;
    chart.title = title;
    chart.note = note;
    for (const RunRecord& run : runs_)
      for (const Mark& alarm : run.alarms)
        chart.marks.push_back({alarm.x, run.name + ": " + alarm.text});
    return chart;
  }

  void add_line(Chart& chart, size_t run, const std::string& key, const std::string& name,
                Look look) const {
    const auto* points = runs_[run].curve(key);
    if (points == nullptr) return;
    const std::string full = runs_.size() > 1 ? runs_[run].name + " " + name : name;
    chart.series.push_back({full, *points, look.colour % 8, look.dash % 4, look.right_axis});
  }

  // One run: a colour a line. Several: a colour a run, a dash a line.
  void add_lines(Chart& chart, const std::string& key, const std::string& name, size_t line) const {
    for (size_t i = 0; i < runs_.size(); ++i)
      add_line(chart, i, key, name,
               {.colour = runs_.size() == 1 ? line : i,
                .dash = runs_.size() == 1 ? 0 : line,
                .right_axis = false});
  }

  // A chart of one line has said its name in the title: only the runs are told apart.
  void name_lines(Chart& chart, size_t lines) const {
    if (lines != 1) return;
    for (Series& series : chart.series) {
      const size_t space = series.name.rfind(' ');
      series.name = runs_.size() == 1 ? "" : series.name.substr(0, space);
    }
  }

  std::pair<std::vector<Point>, std::vector<Point>> losses_by_position(const RunRecord& run) {
    static const std::string kPrefix = "eval/loss/position_";
    std::map<double, std::pair<double, double>> losses;  // by a range's end
    for (const auto& [key, points] : run.curves) {
      if (!key.starts_with(kPrefix) || points.empty()) continue;
      const double end = std::strtod(key.c_str() + key.rfind('-') + 1, nullptr);
      losses[end] = {points.front().y, points.back().y};
      shown_.insert(key);
    }
    std::pair<std::vector<Point>, std::vector<Point>> lines;
    for (const auto& [end, loss] : losses) {
      lines.first.push_back({end, loss.first});
      lines.second.push_back({end, loss.second});
    }
    return lines;
  }

  static std::string best_metric(const RunRecord& run) {
    if (run.summary.is_object() && run.summary.contains("metric_for_best_model")) {
      const Json& best = run.summary["metric_for_best_model"];
      if (best.is_string() && run.curve("eval/" + best.get<std::string>()) != nullptr) return best;
    }
    for (const auto& [key, points] : run.curves)
      if (key.starts_with("eval/") && key != "eval/loss") return key.substr(5);
    return "";
  }

  Runs runs_;
  std::vector<std::string> keys_;
  std::set<std::string> shown_;
  std::string html_;
};

}  // namespace

std::string witness_of(const RunRecord& run) {
  if (run.config.is_object() && run.config.contains("evaluation")) {
    const Json& evaluation = run.config["evaluation"];
    if (evaluation.is_object() && evaluation.contains("witness") &&
        evaluation["witness"].is_string()) {
      const std::string name = evaluation["witness"];
      if (run.curve("eval/" + name) != nullptr) return name;
    }
  }
  return run.curve("eval/meaning_accuracy") != nullptr ? "meaning_accuracy" : "";
}

std::string curves_section(Runs runs) {
  Curves curves(runs);
  curves.add_reward_and_witness();
  curves.add_loss_and_quality();
  curves.add_loss_by_position();
  curves.add_evaluations();
  for (const ChartPlan& plan : plans()) curves.add(plan);
  curves.add_rest();
  if (curves.html().empty()) return "";
  return "<section><h2>Curves</h2><div class=\"charts\">" + curves.html() + "</div></section>\n";
}

}  // namespace dragoman::evaluation
