// Shows drafts to an oracle and writes what it makes of them into the episodes.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "data/row.h"
#include "episodes/episode.h"
#include "oracles/desk.h"
#include "tasks/task.h"

namespace dragoman::rollouts {

struct TeacherSettings {
  bool refines = false;     // every draft is shown
  bool translates = false;  // every source is
  double max_failed_share = 0.5;
};

// Thread-safe in `begin`.
class Teacher {
 public:
  // `rows` is the data set that Labels::row counts in; it and the task outlive the teacher.
  Teacher(std::unique_ptr<oracles::Desk> desk, const TeacherSettings& settings,
          std::span<const data::Row> rows, const tasks::Task& task);

  // Returns at once: call it as soon as an episode is finished, while others are still played. A
  // round is a rollout: its failures are its own, and come again when it is repeated.
  void begin(const episodes::Episode& episode, int64_t round);

  // Waits for the answers to all of them, begun or not, and fills hypothesis, refinement and
  // translation. An episode without its answer becomes kFailed and says why; a larger share than
  // max_failed_share is an Error that counts the reasons.
  void finish(std::span<episodes::EpisodeGroup> groups, int64_t round);

  // Nothing else is asked in this round.
  void close_round(int64_t round) { tally_ += desk_->close_round(round); }

  // Of the rounds closed since it was last asked, for the log:
  //   oracle/failed     episodes that lack an answer; oracle/failed/REASON by reason
  //   oracle/requests   made, with oracle/retries among them
  //   oracle/cached     questions of episodes that took no request
  //   oracle/cost, oracle/prompt_tokens, oracle/completion_tokens
  //   oracle/latency_s  mean seconds of a request
  std::map<std::string, double> report();

 private:
  struct Counts {
    double questions = 0.0;
    std::map<std::string, double> failed;  // episodes, by reason
  };

  std::vector<oracles::Question> questions_about(const episodes::Episode& episode,
                                                 int64_t round) const;
  void write(const oracles::Question& question, const oracles::Answer& answer,
             episodes::Episode& episode);
  void stop_when_too_many_failed(std::span<const episodes::EpisodeGroup> groups) const;

  std::unique_ptr<oracles::Desk> desk_;
  TeacherSettings settings_;
  std::span<const data::Row> rows_;
  const tasks::Task& task_;
  Counts counts_;
  oracles::Tally tally_;
};

}  // namespace dragoman::rollouts
