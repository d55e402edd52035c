// Episodes as JSON lines: what a run writes down, and what is read back in place of fresh ones.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/line_reader.h"
#include "data/row.h"
#include "episodes/episode.h"
#include "tasks/task.h"

namespace dragoman::training {

// One line an episode: tokens, spans, logprobs, reward parts, status; what it lacks is left out.
std::string to_lines(std::span<const episodes::EpisodeGroup> groups, int64_t step);

class RecordedEpisodes {
 public:
  // Of a run folder, or another with episodes.jsonl; `rows` are the data that its episodes' labels
  // count in.
  RecordedEpisodes(const Path& folder, const std::vector<data::Row>& rows, const tasks::Task& task);

  // Those of a step, with rewards, in their groups. A step that was not recorded is an Error.
  std::vector<episodes::EpisodeGroup> at(int64_t step);

 private:
  bool read_line();

  Path file_;
  const std::vector<data::Row>& rows_;
  const tasks::Task& task_;
  std::unique_ptr<LineReader> reader_;
  Json line_;  // the next one; null: none is left
};

}  // namespace dragoman::training
