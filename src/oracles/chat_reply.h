// The body of a /v1/chat/completions reply, as OpenAI, vLLM, SGLang, llama.cpp and ourselves write
// it, or of a /v1/completions one, which has "text" in place of a message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "oracles/oracle.h"

namespace dragoman::oracles {

struct ChatReply {
  std::string content;
  Failure failure = Failure::kNone;  // kMalformed, kWrongCount, kTruncated, kRefused
  std::string why;
  // What the server says that it read and wrote; nothing where it does not say.
  std::optional<int64_t> prompt_tokens;
  std::optional<int64_t> completion_tokens;
};

// Exactly one choice with text is an answer. Never throws.
ChatReply read_chat_reply(std::string_view body);

// "message" of an error's body, or its beginning; one line.
std::string read_error_message(std::string_view body);

// Whether an error's body says that the account is empty, which waiting does not mend.
bool says_quota_is_spent(std::string_view body);

}  // namespace dragoman::oracles
