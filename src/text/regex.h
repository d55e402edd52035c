// Regular expressions as Hugging Face `tokenizers` writes them (Oniguruma's syntax), run by PCRE2
// with its JIT. The two engines disagree on \s and \w; those are rewritten, and what has another
// meaning in PCRE2 is refused.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace dragoman::text {

// Any number of threads may search with one.
class Regex {
 public:
  enum class Syntax { kOniguruma, kLiteral };

  // A pattern that does not compile is the user's error; `where` starts it.
  Regex(std::string_view pattern, Syntax syntax, std::string_view where);

  struct Match {
    size_t begin = 0;
    size_t end = 0;
  };

  // The first match at or after byte `start`; false when there is none. `text` must be UTF-8.
  bool find(std::string_view text, size_t start, Match& match) const;

 private:
  struct Free {
    void operator()(void* code) const;
  };
  std::unique_ptr<void, Free> code_;  // pcre2_code, whose header stays out of ours
};

}  // namespace dragoman::text
