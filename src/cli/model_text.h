// How text, conversations and token ids reach a model and come back: its folder's tokenizer and
// chat template.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "episodes/text_rules.h"
#include "templates/chat_template.h"
#include "text/tokenizer.h"

namespace dragoman::cli {

// A folder without a tokenizer still reads ids; asking it for text is an Error that says so. The
// messages of what is wrong with a row start with `where` ("standard input: line 3").
class ModelText {
 public:
  explicit ModelText(const Path& folder);

  // {"prompt": "…"}, {"messages": […]} (also as "prompt", TRL's conversational layout; with tools,
  // documents and chat_template_kwargs) or {"input_ids": […]}; exactly one of them. Text gets the
  // tokenizer's special tokens, messages the template and its generation prompt.
  std::vector<TokenId> prompt_ids(const Json& row, const std::string& where);

  // {"text": "…"} or {"input_ids": […]}.
  std::vector<TokenId> sequence_ids(const Json& row, const std::string& where) const;

  std::vector<TokenId> message_ids(std::span<const templates::Message> messages,
                                   const std::string& where);

  // The folder's chat template, or that of a file where one is named; an Error when there is none.
  // Messages load the folder's by themselves; any number of threads may read once it is there.
  void load_chat(const Path& file = {});
  const templates::ChatTemplate& chat() const { return *template_; }

  bool has_tokenizer() const { return tokenizer_.has_value(); }
  const text::Tokenizer& tokenizer(const std::string& where) const;
  // The template has written every special token, so none is added.
  std::vector<TokenId> encode_rendered(const std::string& text) const;

  // The text of a completion, cut as the rules (which may be null) say; nothing where there is no
  // tokenizer.
  std::optional<std::string> completion(std::span<const TokenId> ids,
                                        const episodes::TextRules* rules) const;

  // Null where the settings say nothing about the text; an Error where they do and there is no
  // tokenizer.
  std::shared_ptr<const episodes::TextRules> rules(const episodes::SamplingSettings& settings,
                                                   int64_t vocabulary_size) const;

  // Throws unless text can be read and written.
  void require_tokenizer() const;

 private:
  std::vector<TokenId> conversation_ids(templates::Conversation conversation,
                                        const std::string& where);

  Path folder_;
  std::optional<text::Tokenizer> tokenizer_;
  std::optional<templates::ChatTemplate> template_;  // loaded by the first conversation
};

}  // namespace dragoman::cli
