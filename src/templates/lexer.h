// A template's text as tokens, with the whitespace rules of chat templates: the line end after a
// block is dropped (trim_blocks), so are the blanks of a line before one (lstrip_blocks), `-`
// strips further and `+` not at all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::templates {

enum class TokenKind {
  kData,           // text between tags
  kVariableBegin,  // {{
  kVariableEnd,
  kBlockBegin,  // {%
  kBlockEnd,
  kName,
  kString,
  kInteger,
  kFloat,
  kOperator,
  kEnd
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;  // unescaped; digits without underscores
  int line = 1;
};

// `name` is the template's file, for messages. The last token is kEnd.
std::vector<Token> tokenize(std::string_view source, const std::string& name);

// The value of a string literal's inside.
std::string unescape(std::string_view literal, const std::string& name, int line);

}  // namespace dragoman::templates
