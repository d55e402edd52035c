// The tokens of a template, one after another, with the parser's questions about them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "templates/lexer.h"

namespace dragoman::templates {

class TokenStream {
 public:
  TokenStream(std::vector<Token> tokens, std::string name)
      : tokens_(std::move(tokens)), name_(std::move(name)) {}

  const Token& current() const { return tokens_[at_]; }
  const Token& ahead() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  int line() const { return current().line; }
  const std::string& name() const { return name_; }

  Token take() {
    const Token& token = current();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }

  bool is(TokenKind kind) const { return current().kind == kind; }
  bool is_operator(std::string_view text) const {
    return is(TokenKind::kOperator) && current().text == text;
  }
  bool is_name(std::string_view text) const {
    return is(TokenKind::kName) && current().text == text;
  }
  bool skip_operator(std::string_view text) { return is_operator(text) && (take(), true); }
  bool skip_name(std::string_view text) { return is_name(text) && (take(), true); }

  Token expect(TokenKind kind, std::string_view what) {
    if (!is(kind)) fail(fmt::format("{} where {} must stand", described(), what));
    return take();
  }
  void expect_operator(std::string_view text) {
    if (!skip_operator(text)) fail(fmt::format("{} where {} must stand", described(), text));
  }
  void expect_name(std::string_view text) {
    if (!skip_name(text)) fail(fmt::format("{} where {} must stand", described(), text));
  }

  [[noreturn]] void fail(const std::string& message) const { fail_at(line(), message); }
  [[noreturn]] void fail_at(int line, const std::string& message) const {
    throw_input("{}: line {}: {}", name_, line, message);
  }

  std::string described() const {
    if (is(TokenKind::kEnd)) return "the end of the template";
    return is(TokenKind::kData) ? "text" : current().text;
  }

 private:
  std::vector<Token> tokens_;
  std::string name_;
  size_t at_ = 0;
};

}  // namespace dragoman::templates
