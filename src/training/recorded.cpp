#include "training/recorded.h"

#include "base/error.h"
#include "training/tool_report.h"

namespace dragoman::training {
namespace {

using episodes::Episode;

template <class Name>
Name named(const std::string& text, std::initializer_list<Name> all, const std::string& where) {
  for (const Name one : all)
    if (text == name_of(one)) return one;
  throw_input("{}: '{}' is not known", where, text);
}

Episode read_episode(const Json& line, const std::string& where) {
  using episodes::FinishReason;
  using episodes::SpanKind;
  using episodes::Status;
  Episode episode;
  episode.tokens = line.at("tokens").get<std::vector<TokenId>>();
  for (const Json& span : line.at("spans"))
    episode.spans.push_back(
        {named(span.at(0).get<std::string>(),
               {SpanKind::kPrompt, SpanKind::kSampled, SpanKind::kTool, SpanKind::kForced}, where),
         span.at(1), span.at(2), span.at(3)});
  episode.behaviour_logprobs = line.at("behaviour_logprobs").get<std::vector<float>>();
  episode.sampling.temperature = line.at("sampling").at("temperature");
  episode.sampling.max_completion_length = line.at("sampling").at("max_completion_length");
  episode.finish =
      named(line.at("finish_reason").get<std::string>(),
            {FinishReason::kStop, FinishReason::kLength, FinishReason::kTool, FinishReason::kError},
            where);
  episode.status = named(line.at("status").get<std::string>(),
                         {Status::kOk, Status::kTruncated, Status::kFailed}, where);
  episode.group = line.at("group");
  episode.labels.row = line.at("row");
  episode.labels.direction = line.at("direction");
  episode.completion = line.at("completion");
  episode.last_turn = line.value("last_turn", int64_t{0});
  if (episode.last_turn < 0 || episode.last_turn > static_cast<int64_t>(episode.completion.size()))
    throw_input("{}: last_turn is outside the completion", where);
  episode.calls = read_calls(line.value("calls", Json::array()));
  episode.branch = line.value("branch", "");
  episode.refinement = line.value("refinement", "");
  episode.translation = line.value("translation", "");
  episode.why = line.value("why", "");
  episode.rewards = line.at("rewards").get<std::map<std::string, double>>();
  episode.reward = line.at("reward");
  for (const Json& credit : line.at("credits"))
    episode.credits.push_back({credit.at(0), credit.at(1), credit.at(2), credit.at(3)});
  return episode;
}

Path episodes_file(const Path& run_folder) {
  for (const char* name : {"episodes.jsonl.zst", "episodes.jsonl"})
    if (std::filesystem::exists(run_folder / name)) return run_folder / name;
  throw_input("{}: has no episodes.jsonl; record them with rl.log_episodes_steps = 1",
              run_folder.string());
}

}  // namespace

RecordedEpisodes::RecordedEpisodes(Path run_folder, const std::vector<data::Row>& rows,
                                   const tasks::Task& task)
    : file_(episodes_file(run_folder)), rows_(rows), task_(task) {}

bool RecordedEpisodes::read_line() {
  std::string text;
  line_ = nullptr;
  if (reader_->next(text)) line_ = parse_json(text, reader_->where());
  return !line_.is_null();
}

std::vector<episodes::EpisodeGroup> RecordedEpisodes::at(int64_t step) {
  if (!reader_ || line_.is_null() || line_.at("step") > step) {
    reader_ = std::make_unique<LineReader>(file_);
    read_line();
  }
  while (!line_.is_null() && line_.at("step") < step) read_line();
  std::map<int64_t, episodes::EpisodeGroup> groups;
  for (; !line_.is_null() && line_.at("step") == step; read_line()) {
    try {
      Episode episode = read_episode(line_, reader_->where());
      const auto row = static_cast<size_t>(episode.labels.row);
      if (row >= rows_.size())
        throw_input("{}: row {} is none of this recipe's {} rows; is it the run's own data?",
                    reader_->where(), row, rows_.size());
      episode.hypothesis = task_.extract(rows_[row], episode.answer_text());
      groups[episode.group].push_back(std::move(episode));
    } catch (const Json::exception& error) {
      throw_input("{}: not a recorded episode: {}", reader_->where(), error.what());
    }
  }
  if (groups.empty())
    throw_input(
        "{}: has no episodes of step {}; record every rollout with "
        "rl.log_episodes_steps = 1",
        file_.string(), step);
  std::vector<episodes::EpisodeGroup> found;
  for (auto& [id, group] : groups) found.push_back(std::move(group));
  return found;
}

}  // namespace dragoman::training
