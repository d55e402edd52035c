#include "text/pattern.h"

#include "text/utf8.h"

namespace dragoman::text {

Regex read_pattern(const JsonPlace& place) {
  const auto pattern = place.child("pattern");
  if (!pattern) throw_input("{}: \"pattern\" is missing", place.where());
  if (pattern->has("Regex"))
    return {pattern->string("Regex"), Regex::Syntax::kOniguruma, pattern->where()};
  const std::string literal = pattern->string("String");
  if (literal.empty()) return {"(?!)", Regex::Syntax::kOniguruma, pattern->where()};
  return {literal, Regex::Syntax::kLiteral, pattern->where()};
}

size_t after_match(std::string_view text, const Regex::Match& match) {
  size_t position = match.end;
  if (match.end > match.begin) return position;
  if (position >= text.size()) return position + 1;
  next_code_point(text, position);
  return position;
}

bool replace_matches(const Regex& regex, std::string_view text, std::string_view content,
                     std::string& out) {
  Regex::Match match;
  size_t copied = 0;
  bool found = false;
  for (size_t position = 0; position <= text.size() && regex.find(text, position, match);
       position = after_match(text, match)) {
    out.append(text.substr(copied, match.begin - copied)).append(content);
    copied = match.end;
    found = true;
  }
  if (found) out.append(text.substr(copied));
  return found;
}

}  // namespace dragoman::text
