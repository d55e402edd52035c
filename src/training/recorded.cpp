#include "training/recorded.h"

#include <array>

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

// What may be known of every sampled token besides its behaviour logprob.
template <class Any>
auto by_token(Any& episode) {
  return std::array{std::pair{"old_logprobs", &episode.old_logprobs},
                    std::pair{"reference_logprobs", &episode.reference_logprobs},
                    std::pair{"values", &episode.values}};
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
  for (const auto& [name, values] : by_token(episode))
    if (line.contains(name)) *values = line.at(name).get<std::vector<float>>();
  for (const Json& credit : line.at("credits"))
    episode.credits.push_back({credit.at(0), credit.at(1), credit.at(2), credit.at(3)});
  return episode;
}

Path episodes_file(const Path& folder) {
  for (const char* name : {"episodes.jsonl.zst", "episodes.jsonl"})
    if (std::filesystem::exists(folder / name)) return folder / name;
  throw_input("{}: has no episodes.jsonl; record them with rl.log_episodes_steps = 1",
              folder.string());
}

}  // namespace

std::string to_lines(std::span<const episodes::EpisodeGroup> groups, int64_t step) {
  std::string lines;
  for (const episodes::EpisodeGroup& group : groups) {
    for (const Episode& episode : group) {
      Json spans = Json::array();
      for (const episodes::Span& span : episode.spans)
        spans.push_back({name_of(span.kind), span.begin, span.end, span.policy_version});
      Json credits = Json::array();
      for (const episodes::SpanCredit& credit : episode.credits)
        credits.push_back({credit.name, credit.begin, credit.end, credit.value});
      Json line = {{"step", step},
                   {"group", episode.group},
                   {"row", episode.labels.row},
                   {"direction", episode.labels.direction},
                   {"status", name_of(episode.status)},
                   {"finish_reason", name_of(episode.finish)},
                   {"reward", episode.reward},
                   {"rewards", episode.rewards},
                   {"credits", credits},
                   {"completion", episode.completion},
                   {"tokens", episode.tokens},
                   {"spans", spans},
                   {"sampling", to_record(episode.sampling)},
                   {"behaviour_logprobs", episode.behaviour_logprobs},
                   {"advantages", episode.advantages}};
      for (const auto& [name, values] : by_token(episode))
        if (!values->empty()) line[name] = *values;
      if (episode.last_turn > 0) line["last_turn"] = episode.last_turn;
      if (!episode.calls.empty()) line["calls"] = to_json(episode.calls);
      if (!episode.branch.empty()) line["branch"] = episode.branch;
      if (!episode.why.empty()) line["why"] = episode.why;
      if (!episode.refinement.empty()) line["refinement"] = episode.refinement;
      if (!episode.translation.empty()) line["translation"] = episode.translation;
      lines += to_line(line) + "\n";
    }
  }
  return lines;
}

RecordedEpisodes::RecordedEpisodes(const Path& folder, const std::vector<data::Row>& rows,
                                   const tasks::Task& task)
    : file_(episodes_file(folder)), rows_(rows), task_(task) {}

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
      episode.labels.domain = rows_[row].domain;
      episode.labels.document = rows_[row].document;
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
