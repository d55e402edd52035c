#include "tasks/extraction.h"

namespace dragoman::tasks {
namespace {

// The position of the brace that closes the one before `begin`; npos when none does.
size_t closing_brace(std::string_view text, size_t begin) {
  int depth = 1;
  for (size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const size_t first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string extract_last_line(std::string_view reply) {
  const std::string_view text = trimmed(reply);
  return std::string(trimmed(text.substr(text.rfind('\n') + 1)));  // npos + 1 is 0
}

std::string extract_boxed(std::string_view reply) {
  constexpr std::string_view opening = "\\boxed{";
  for (size_t at = reply.rfind(opening); at != reply.npos;
       at = at == 0 ? reply.npos : reply.rfind(opening, at - 1)) {
    const size_t begin = at + opening.size();
    const size_t end = closing_brace(reply, begin);
    if (end != reply.npos) return std::string(trimmed(reply.substr(begin, end - begin)));
  }
  return "";
}

std::string extract_tagged(std::string_view reply, std::string_view tag) {
  const std::string opening = "<" + std::string(tag) + ">";
  const std::string closing = "</" + std::string(tag) + ">";
  const size_t end = reply.rfind(closing);
  if (end == reply.npos) return "";
  const size_t begin = reply.substr(0, end).rfind(opening);
  if (begin == reply.npos) return "";
  const size_t content = begin + opening.size();
  return std::string(trimmed(reply.substr(content, end - content)));
}

}  // namespace dragoman::tasks
