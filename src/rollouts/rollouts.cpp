#include "rollouts/rollouts.h"

#include <optional>

#include "base/error.h"

namespace dragoman::rollouts {
namespace {

using episodes::Completion;
using episodes::Episode;
using episodes::Span;
using episodes::SpanKind;

Episode finished(const std::vector<TokenId>& prompt, const Completion& completion,
                 const PlaySettings& settings) {
  Episode episode;
  const auto begin = static_cast<int64_t>(prompt.size());
  episode.tokens = prompt;
  episode.tokens.insert(episode.tokens.end(), completion.tokens.begin(), completion.tokens.end());
  episode.spans = {{SpanKind::kPrompt, 0, begin, 0}};
  for (const Span& span : completion.spans)
    episode.spans.push_back({span.kind, begin + span.begin, begin + span.end,
                             span.kind == SpanKind::kSampled ? settings.policy_version : 0});
  DRAGOMAN_CHECK(
      episode.spans.back().end == static_cast<int64_t>(episode.tokens.size()) &&
          episode.sampled_count() == static_cast<int64_t>(completion.behaviour_logprobs.size()),
      "a completion says who wrote each token");
  episode.behaviour_logprobs = completion.behaviour_logprobs;
  episode.sampling = settings.sampling;
  episode.finish = completion.finish;
  if (completion.finish == episodes::FinishReason::kLength)
    episode.status = episodes::Status::kTruncated;
  if (completion.finish == episodes::FinishReason::kError) {
    episode.status = episodes::Status::kFailed;
    episode.why = completion.why;
  }
  return episode;
}

// The requests of a rollout, and whose samples they are.
class Game {
 public:
  Game(const Player& player, std::span<const Question> questions, const PlaySettings& settings,
       const Rng& rng)
      : player_(player), questions_(questions), settings_(settings), rng_(rng) {
    groups.resize(questions.size());
    for (size_t i = 0; i < questions.size(); ++i) add(i);
    if (!player.tools) return;
    talk_.emplace(*player.tools, std::move(asked_));
    for (episodes::GenerationRequest& request : requests) request.conversation = &*talk_;
  }

  // `sample` counts in its request.
  void take(size_t request, int64_t sample, const Completion& completion) {
    const Part& part = parts_[request];
    Episode& episode = groups[part.question][static_cast<size_t>(part.first + sample)];
    if (!episode.tokens.empty()) return;  // taken when it ended
    const Question& question = questions_[part.question];
    const data::Row& row = *question.row;
    episode = finished(requests[request].prompt,
                       part.forbidden ? with_decisions_forced(completion) : completion, settings_);
    episode.group = static_cast<int64_t>(part.question);
    episode.labels = {row.direction(), row.domain, "", row.document, question.index};
    Said words = said(completion, player_.tokenizer, requests[request].text_rules.get());
    episode.completion = std::move(words.text);
    episode.last_turn = static_cast<int64_t>(words.last_turn);
    if (talk_) episode.calls = talk_->calls(static_cast<int64_t>(request), sample);
    episode.branch = part.forbidden ? "no_tool" : sample < part.calling ? "tool" : "";
    if (settings_.on_episode) settings_.on_episode(episode);
  }

  std::vector<episodes::EpisodeGroup> groups;
  std::vector<episodes::GenerationRequest> requests;

 private:
  // A request's samples are those of a question from `first` on.
  struct Part {
    size_t question = 0;
    int64_t first = 0;
    int64_t calling = 0;     // of them, the first must call a tool
    bool forbidden = false;  // none of them can
  };

  // Samples that can't call have rules, and so a request, of their own.
  void add(size_t i) {
    const int64_t all = settings_.num_generations;
    const Question& question = questions_[i];
    groups[i].resize(static_cast<size_t>(all));
    Branches::Split split;
    if (player_.tools)
      split = settings_.branches.split(all, rng_.derive("branches", question.index, i));
    const int64_t free = all - split.no_tool;
    if (free > 0) {
      parts_.push_back({i, 0, split.tool, false});
      add_request(question, free, rng_.derive("question", question.index, i));
      if (split.tool > 0)
        requests.back().forced.assign(static_cast<size_t>(split.tool),
                                      player_.tools->forced_call());
    }
    if (split.no_tool == 0) return;
    parts_.push_back({i, free, 0, true});
    add_request(question, split.no_tool, rng_.derive("without_tools", question.index, i));
    requests.back().text_rules = settings_.branches.no_tool_rules;
  }

  void add_request(const Question& question, int64_t samples, const Rng& stream) {
    const size_t place = requests.size();
    requests.push_back({.prompt = player_.prompt(*question.row),
                        .num_return_sequences = samples,
                        .stream = stream,
                        .forced = question.forced,
                        .text_rules = settings_.text_rules,
                        .conversation = settings_.conversation,
                        .on_sample = [this, place](int64_t sample, const Completion& completion) {
                          take(place, sample, completion);
                        }});
    if (player_.tools) asked_.push_back(player_.asked_of_tools(*question.row));
  }

  const Player& player_;
  std::span<const Question> questions_;
  const PlaySettings& settings_;
  const Rng& rng_;
  std::vector<Part> parts_;  // by request
  std::vector<tools::Asked> asked_;
  std::optional<tools::ToolConversation> talk_;
};

}  // namespace

tasks::Prompt Player::asked(const data::Row& row) const {
  tasks::Prompt prompt = task.prompt(row);
  if (tools == nullptr) return prompt;
  auto* conversation = std::get_if<templates::Conversation>(&prompt);
  if (conversation == nullptr)
    throw_input("{}: the task asks in plain text, and tools need messages", row.id);
  tools->describe(*conversation);
  return prompt;
}

tools::Asked Player::asked_of_tools(const data::Row& row) const {
  return {&row, std::get<templates::Conversation>(asked(row))};
}

std::vector<TokenId> Player::prompt(const data::Row& row) const {
  const tasks::Prompt prompt = asked(row);
  if (const auto* text = std::get_if<std::string>(&prompt)) return tokenizer.encode(*text, true);
  const auto& conversation = std::get<templates::Conversation>(prompt);
  return tokenizer.encode(chat.render(conversation, row.id).text, /*add_special_tokens=*/false);
}

Said said(const Completion& completion, const text::Tokenizer& tokenizer,
          const episodes::TextRules* rules) {
  Said all;
  std::vector<TokenId> turn;
  const auto close = [&] {
    if (turn.empty()) return;
    if (!all.text.empty()) all.text += '\n';
    all.last_turn = all.text.size();
    all.text += episodes::completion_text(tokenizer, turn, rules);
    turn.clear();
  };
  for (const Span& span : completion.spans) {
    if (span.kind == SpanKind::kTool) {
      close();
      continue;
    }
    turn.insert(turn.end(), completion.tokens.begin() + span.begin,
                completion.tokens.begin() + span.end);
  }
  close();
  return all;
}

std::unique_ptr<tools::ToolConversation> conversation(const Player& player,
                                                      std::span<const data::Row> rows) {
  if (player.tools == nullptr) return nullptr;
  std::vector<tools::Asked> asked;
  for (const data::Row& row : rows) asked.push_back(player.asked_of_tools(row));
  return std::make_unique<tools::ToolConversation>(*player.tools, std::move(asked));
}

std::vector<episodes::EpisodeGroup> play(episodes::Generator& generator, const Player& player,
                                         std::span<const Question> questions,
                                         const PlaySettings& settings, const Rng& rng) {
  Game game(player, questions, settings, rng);
  const auto completions = generator.generate(game.requests, settings.sampling);
  for (size_t i = 0; i < completions.size(); ++i)
    for (size_t sample = 0; sample < completions[i].size(); ++sample)
      game.take(i, static_cast<int64_t>(sample), completions[i][sample]);
  return std::move(game.groups);
}

}  // namespace dragoman::rollouts
