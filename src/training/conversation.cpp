#include "training/conversation.h"

#include <algorithm>

#include "base/error.h"
#include "tasks/answered.h"
#include "templates/assistant_mask.h"

namespace dragoman::training {
namespace {

// The first token has nothing before it that could predict it. False where no other is trained.
bool forget_first(Example& example) {
  if (!example.trained.empty()) example.trained[0] = 0;
  return std::find(example.trained.begin(), example.trained.end(), 1) != example.trained.end();
}

class Encoder {
 public:
  Encoder(const rollouts::Player& player, const tasks::Dialogue& dialogue, const std::string& where)
      : player_(player), first_(dialogue.first), where_(where) {
    const Json& messages = dialogue.conversation.messages;
    for (size_t i = first_; i < messages.size(); ++i)
      if (templates::role_of(messages[i]) == "assistant") answers_.push_back(i);
    if (answers_.empty()) throw_input("{}: the conversation has no answer of the assistant", where);
    conversation_ = templates::beginning(dialogue.conversation, answers_.back() + 1, false);
  }

  ConversationExamples encode() const {
    if (player_.chat.marks_generation(conversation_)) return {{by_blocks()}, std::nullopt};
    std::optional<templates::PrefixDifference> difference;
    if (answers_.size() > 1) {
      difference =
          templates::find_prefix_difference(player_.chat, player_.tokenizer, conversation_);
      if (!difference) return {{by_prefixes()}, std::nullopt};
    }
    ConversationExamples result{{}, difference};
    for (const size_t answer : answers_) result.examples.push_back(one_answer(answer));
    return result;
  }

 private:
  std::string render(size_t count, bool prompt) const {
    return player_.chat.render(templates::beginning(conversation_, count, prompt), where_).text;
  }
  std::vector<TokenId> encoded(const std::string& text) const {
    return player_.tokenizer.encode(text, /*add_special_tokens=*/false);
  }

  // The template's own {% generation %} blocks, without those of what is only shown.
  Example by_blocks() const {
    const auto blocks = [&](size_t count) {
      return player_.chat.render(templates::beginning(conversation_, count, false), where_);
    };
    templates::Rendered whole = blocks(conversation_.messages.size());
    const size_t shown = first_ == 0 ? 0 : blocks(first_).generated.size();
    const size_t skipped = std::min(shown, whole.generated.size());
    whole.generated.erase(whole.generated.begin(),
                          whole.generated.begin() + static_cast<int64_t>(skipped));
    Example example;
    example.tokens = encoded(whole.text);
    example.trained = templates::assistant_mask(player_.tokenizer, whole, example.tokens);
    check(example);
    return example;
  }

  // Answers begin where their prompts end.
  Example by_prefixes() const {
    const std::string whole = render(conversation_.messages.size(), false);
    Example example;
    example.tokens = encoded(whole);
    example.trained.assign(example.tokens.size(), 0);
    for (const size_t answer : answers_) {
      const size_t begin = encoded(render(answer, true)).size();
      const size_t end = encoded(render(answer + 1, false)).size();
      std::fill(example.trained.begin() + static_cast<int64_t>(begin),
                example.trained.begin() + static_cast<int64_t>(end), uint8_t{1});
    }
    check(example);
    return example;
  }

  // The conversation up to this answer, as the model is asked for it.
  Example one_answer(size_t answer) const {
    const std::string prompt = render(answer, true);
    const std::string whole = render(answer + 1, false);
    if (!whole.starts_with(prompt))
      throw_input(
          "{}: the chat template is {}, so nothing says where the answer begins; mark it with "
          "{{% generation %}} blocks in the template",
          where_, templates::difference(answer, prompt, whole).text());
    Example example;
    example.tokens = encoded(whole);
    const std::vector<TokenId> asked = encoded(prompt);
    if (example.tokens.size() < asked.size() ||
        !std::equal(asked.begin(), asked.end(), example.tokens.begin()))
      example.tokens = joined(asked, whole.substr(prompt.size()), example.tokens);
    example.trained.assign(asked.size(), 0);
    example.trained.resize(example.tokens.size(), 1);
    check(example);
    return example;
  }

  // The prompt's tokens, as the model will see them, then the answer's own.
  std::vector<TokenId> joined(std::vector<TokenId> prompt, const std::string& answer,
                              const std::vector<TokenId>& whole) const {
    const std::vector<TokenId> rest = encoded(answer);
    prompt.insert(prompt.end(), rest.begin(), rest.end());
    if (player_.tokenizer.decode(prompt, false) != player_.tokenizer.decode(whole, false))
      throw_input("{}: the tokenizer has no token border between the prompt and the answer {}",
                  where_, answer);
    return prompt;
  }

  void check(Example& example) const {
    if (!forget_first(example))
      throw_input("{}: the chat template writes nothing of the answer", where_);
  }

  const rollouts::Player& player_;
  templates::Conversation conversation_;  // up to its last answer
  size_t first_;
  const std::string& where_;
  std::vector<size_t> answers_;
};

}  // namespace

ConversationExamples encode_dialogue(const rollouts::Player& player,
                                     const tasks::Dialogue& dialogue, const std::string& where) {
  return Encoder(player, dialogue, where).encode();
}

Example encode_passage(const rollouts::Player& player, const tasks::Passage& passage,
                       const std::string& where) {
  const text::Tokenizer& tokenizer = player.tokenizer;
  const auto end = tasks::end_token(tokenizer);
  const auto without_end = [&](std::vector<TokenId> ids) {
    if (end && !ids.empty() && ids.back() == *end) ids.pop_back();
    return ids;
  };
  std::vector<TokenId> given;
  if (!passage.given.empty()) given = without_end(tokenizer.encode(passage.given, true));
  Example example;
  example.tokens = without_end(tokenizer.encode(passage.given + passage.written, true));
  const auto border =
      std::mismatch(given.begin(), given.end(), example.tokens.begin(), example.tokens.end());
  const auto shown = static_cast<size_t>(border.second - example.tokens.begin());
  if (end) example.tokens.push_back(*end);
  example.trained.assign(shown, 0);
  example.trained.resize(example.tokens.size(), 1);
  if (!forget_first(example)) throw_input("{}: there is no text to learn", where);
  return example;
}

}  // namespace dragoman::training
