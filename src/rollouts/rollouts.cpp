#include "rollouts/rollouts.h"

namespace dragoman::rollouts {
namespace {

using episodes::Completion;
using episodes::Episode;

Episode finished(const std::vector<TokenId>& prompt, const Completion& completion,
                 const PlaySettings& settings) {
  Episode episode;
  const auto begin = static_cast<int64_t>(prompt.size());
  const auto end = begin + static_cast<int64_t>(completion.tokens.size());
  episode.tokens = prompt;
  episode.tokens.insert(episode.tokens.end(), completion.tokens.begin(), completion.tokens.end());
  episode.spans = {{episodes::SpanKind::kPrompt, 0, begin, 0},
                   {episodes::SpanKind::kSampled, begin, end, settings.policy_version}};
  episode.behaviour_logprobs = completion.behaviour_logprobs;
  episode.sampling = settings.sampling;
  episode.finish = completion.finish;
  if (completion.finish == episodes::FinishReason::kLength)
    episode.status = episodes::Status::kTruncated;
  return episode;
}

}  // namespace

std::vector<TokenId> Player::prompt(const data::Row& row) const {
  return encode(task.ask(row), /*add_generation_prompt=*/true);
}

std::vector<TokenId> Player::encode(std::span<const templates::Message> messages,
                                    bool add_generation_prompt) const {
  return tokenizer.encode(chat.render(messages, add_generation_prompt),
                          /*add_special_tokens=*/false);
}

std::vector<episodes::EpisodeGroup> play(episodes::Generator& generator, const Player& player,
                                         std::span<const Question> questions,
                                         const PlaySettings& settings, const Rng& rng) {
  std::vector<episodes::GenerationRequest> requests;
  for (size_t i = 0; i < questions.size(); ++i)
    requests.push_back({player.prompt(*questions[i].row), settings.num_generations,
                        rng.derive("question", questions[i].index, i)});
  const auto completions = generator.generate(requests, settings.sampling);

  std::vector<episodes::EpisodeGroup> groups(questions.size());
  for (size_t i = 0; i < questions.size(); ++i) {
    const data::Row& row = *questions[i].row;
    for (const Completion& completion : completions[i]) {
      Episode episode = finished(requests[i].prompt, completion, settings);
      episode.group = static_cast<int64_t>(i);
      episode.labels = {row.direction(), row.domain, "", row.document, questions[i].index};
      episode.completion = player.tokenizer.decode(completion.tokens, /*skip_special_tokens=*/true);
      groups[i].push_back(std::move(episode));
    }
  }
  return groups;
}

}  // namespace dragoman::rollouts
