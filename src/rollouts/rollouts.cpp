#include "rollouts/rollouts.h"

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

// What the policy said: its turns, without special tokens and what others wrote, one a line.
std::string said(const Completion& completion, const text::Tokenizer& tokenizer,
                 const episodes::TextRules* rules) {
  std::string all;
  std::vector<TokenId> turn;
  const auto close = [&] {
    if (turn.empty()) return;
    if (!all.empty()) all += '\n';
    all += episodes::completion_text(tokenizer, turn, rules);
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

}  // namespace

std::vector<TokenId> Player::prompt(const data::Row& row) const {
  const tasks::Prompt asked = task.prompt(row);
  if (const auto* text = std::get_if<std::string>(&asked)) return tokenizer.encode(*text, true);
  const auto& conversation = std::get<templates::Conversation>(asked);
  return tokenizer.encode(chat.render(conversation, row.id).text, /*add_special_tokens=*/false);
}

std::vector<episodes::EpisodeGroup> play(episodes::Generator& generator, const Player& player,
                                         std::span<const Question> questions,
                                         const PlaySettings& settings, const Rng& rng) {
  std::vector<episodes::EpisodeGroup> groups(questions.size());
  std::vector<episodes::GenerationRequest> requests;
  const auto take = [&](size_t i, int64_t sample, const Completion& completion) {
    Episode& episode = groups[i][static_cast<size_t>(sample)];
    if (!episode.tokens.empty()) return;  // taken when it ended
    const data::Row& row = *questions[i].row;
    episode = finished(requests[i].prompt, completion, settings);
    episode.group = static_cast<int64_t>(i);
    episode.labels = {row.direction(), row.domain, "", row.document, questions[i].index};
    episode.completion = said(completion, player.tokenizer, settings.text_rules.get());
    if (settings.on_episode) settings.on_episode(episode);
  };
  for (size_t i = 0; i < questions.size(); ++i) {
    groups[i].resize(static_cast<size_t>(settings.num_generations));
    requests.push_back({.prompt = player.prompt(*questions[i].row),
                        .num_return_sequences = settings.num_generations,
                        .stream = rng.derive("question", questions[i].index, i),
                        .forced = questions[i].forced,
                        .text_rules = settings.text_rules,
                        .conversation = settings.conversation,
                        .on_sample = [&take, i](int64_t sample, const Completion& completion) {
                          take(i, sample, completion);
                        }});
  }
  const auto completions = generator.generate(requests, settings.sampling);
  for (size_t i = 0; i < questions.size(); ++i) {
    groups[i].resize(completions[i].size());
    for (size_t sample = 0; sample < completions[i].size(); ++sample)
      take(i, static_cast<int64_t>(sample), completions[i][sample]);
  }
  return groups;
}

}  // namespace dragoman::rollouts
