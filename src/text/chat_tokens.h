// The special tokens of models made here, and the chat template that goes with them: every message
// is <|role|>content<|end|>, and <|assistant|> alone asks for an answer. Calls of tools and their
// results are written as Hermes writes them, as text.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dragoman::text {

// In the order of their ids.
inline constexpr std::string_view kEndOfText = "<|endoftext|>";  // ends a document; also padding
inline constexpr std::string_view kSystem = "<|system|>";
inline constexpr std::string_view kUser = "<|user|>";
inline constexpr std::string_view kAssistant = "<|assistant|>";
inline constexpr std::string_view kEnd = "<|end|>";  // ends a message

// Whether these special tokens are enough for our own template.
bool has_chat_tokens(std::span<const std::string> special_tokens);

// Our own template as Jinja text. Its `generation` blocks mark what the assistant says.
std::string_view compact_chat_template();

}  // namespace dragoman::text
