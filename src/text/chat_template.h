// A conversation as the one string a model is shown. Our own template is compact: every message is
// <|role|>content<|end|>, each marker one special token, and the generation prompt is
// <|assistant|>. So the first k messages always render to a prefix of all of them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/files.h"

namespace dragoman::text {

struct Message {
  std::string role;  // "system", "user", "assistant"
  std::string content;
};

// The special tokens of models made here, in the order of their ids.
inline constexpr std::string_view kEndOfText = "<|endoftext|>";  // ends a document; also padding
inline constexpr std::string_view kSystem = "<|system|>";
inline constexpr std::string_view kUser = "<|user|>";
inline constexpr std::string_view kAssistant = "<|assistant|>";
inline constexpr std::string_view kEnd = "<|end|>";  // ends a message

// Whether these special tokens are enough for our own template.
bool has_chat_tokens(std::span<const std::string> special_tokens);

// Immutable; any number of threads may render.
class ChatTemplate {
 public:
  // Our own template.
  ChatTemplate();

  // What a checkpoint folder carries: chat_template.jinja, else "chat_template" of
  // tokenizer_config.json. None, or a template of another family, is an Error naming the file.
  static ChatTemplate load(const Path& folder);

  // What the template refuses (a role it does not know) is an Error; `where` starts it.
  std::string render(std::span<const Message> messages, bool add_generation_prompt,
                     std::string_view where = "chat template") const;

  // The template as Jinja text: what `transformers` renders to the same string.
  const std::string& jinja() const { return jinja_; }

  // Writes chat_template.jinja into a checkpoint folder.
  void save(const Path& folder) const;

 private:
  std::string jinja_;
};

}  // namespace dragoman::text
